"""Checks of lab 06; each module below registers its own."""

from tbxlab.checks import lab06_reading, lab06_resuming, lab06_rows, lab06_search  # noqa: F401  (they register)
