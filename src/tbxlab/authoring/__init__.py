"""From a lab's source to its notebooks, and the authors' proof that the lab holds."""

from tbxlab import light  # noqa: F401
