"""Judges a notebook: restore what is locked, run it through nbval, verify the evidence outside, report."""

from tbxlab import light  # noqa: F401
