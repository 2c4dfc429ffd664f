"""A lab's source, its built notebooks, and a learner's own copy in ``work/``, brought up to date."""

from tbxlab.compat import light_nbformat  # noqa: F401
