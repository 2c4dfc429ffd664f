"""The runs that chapter 01, Installing, shows: what two sound programs logged. Its figures damage copies of them."""

import math
from typing import Any

from tbxlab.authoring.reference_runs import run


@run("01_installing/complete")
def complete(writer: Any, seed: int) -> None:
    """A curve that falls over 1000 steps, under a tag of one letter."""
    for step in range(1000):
        writer.add_scalar("y", 0.2 + 0.8 * math.exp(-step / 250), step)


@run("01_installing/again")
def again(writer: Any, seed: int) -> None:
    """The same program a second time, stopped after 400 steps: its curve falls more slowly."""
    for step in range(400):
        writer.add_scalar("y", 0.5 + 0.5 * math.exp(-step / 400), step)
