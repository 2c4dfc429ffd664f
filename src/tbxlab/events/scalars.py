"""Scalars: one number at each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.events.kinds import Kind, Points, Undecodable


@dataclass(frozen=True, eq=False, repr=False)
class Scalars:
    """All points of one tag, n of them (one at least), in file order: nothing sorted, sampled or dropped.

    `len(scalars)` is n. The arrays cannot be written to; take a copy to change them.
    """

    tag: str
    steps: np.ndarray
    """int64[n]"""
    values: np.ndarray
    """float64[n]; writers store 32 bits unless told otherwise, so expect about seven digits. NaN and infinity stay."""
    wall_times: np.ndarray
    """float64[n], seconds since 1970, set by the writer"""
    files: np.ndarray
    """int32[n]: each point's index into `Run.files`"""

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        return f"<Scalars {self.tag!r}: {len(self)} points, steps {self.steps.min()} to {self.steps.max()}>"

    @property
    def runs_backwards(self) -> bool:
        """Whether any point has a smaller step than the point before it."""
        return bool((self.steps[1:] < self.steps[:-1]).any())

    @property
    def repeated_steps(self) -> np.ndarray:
        """The steps that hold more than one point, ascending, int64."""
        steps, counts = np.unique(self.steps, return_counts=True)
        return steps[counts > 1]

    @property
    def kept_by_fast_loader(self) -> np.ndarray:
        """bool[n]: the points that TensorBoard's fast loader keeps before it samples.

        Where a step is not larger than the one before, that loader takes it for a restart and erases all
        earlier points of the tag from that step on.
        """
        smallest_after = np.minimum.accumulate(self.steps[:0:-1])[::-1]
        return np.append(self.steps[:-1] < smallest_after, True)

    def at(self, step: int) -> np.ndarray:
        """The values at one step, in file order, float64: none, one, or several where the step repeats."""
        return self.values[self.steps == step]


def _decode(value: Any) -> float:
    if value.WhichOneof("value") == "simple_value":
        return value.simple_value
    from tensorboard.util import tensor_util

    array = tensor_util.make_ndarray(value.tensor)
    if array.size != 1:
        raise Undecodable(f"a scalar with {array.size} numbers, tag {value.tag!r}")
    return float(array.item())


def _build(points: Points) -> Scalars:
    return Scalars(points.tag, points.steps, points.values, points.wall_times, points.files)


KIND = Kind("scalars", _decode, _build)
