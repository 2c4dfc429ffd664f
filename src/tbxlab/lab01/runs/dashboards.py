"""The run that chapter 01 lets its reader write first, for the picture of what TensorBoard makes of it."""

import math
from typing import Any

from tbxlab.authoring.reference_runs import run


@run("01_installing/first")
def first(writer: Any, seed: int) -> None:
    """The points of the page's own example."""
    for step in range(200):
        writer.add_scalar("wave/sine", math.sin(step / 20), step)
