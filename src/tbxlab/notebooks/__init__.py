"""A lab's source, its built notebooks, and a learner's copy."""

from tbxlab.compat import light_nbformat  # noqa: F401
