"""Checks of lab 07; each module below registers its own."""

from tbxlab.checks import (  # noqa: F401  (they register)
    lab07_alarm,
    lab07_callback,
    lab07_fit,
    lab07_misses,
    lab07_patients,
    lab07_reading,
    lab07_steps,
    lab07_writers,
)
