"""Checks of lab 09. Each group of exercises has a module of its own."""

from tbxlab.checks import (  # noqa: F401  (they register)
    lab09_alarm,
    lab09_padding,
    lab09_reading,
    lab09_schedule,
    lab09_seen,
    lab09_tokens,
)
