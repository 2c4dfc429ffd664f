"""The mean of one tag over several runs, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tbxlab.events import Scalars

STATISTICS = ("mean", "min", "max", "std")
"""The fields of `Curve` that are drawn, and the names of the runs that they become."""


@dataclass(frozen=True, eq=False)
class Curve:
    """One tag over several runs, at the n steps that every one of them has; all arrays have length n."""

    tag: str
    runs: int
    steps: np.ndarray
    """int64[n], ascending"""
    wall_times: np.ndarray
    """float64[n], seconds since 1970: when the last of the runs reached the step"""
    mean: np.ndarray
    """float64[n]; NaN where a run has NaN, as are the other three"""
    min: np.ndarray
    max: np.ndarray
    std: np.ndarray
    """float64[n]: the standard deviation of a sample, which divides by the number of runs less one"""


def combine(series: Mapping[str, Scalars]) -> tuple[Curve, list[str]]:
    """Align the curves of one tag, two at least, by their steps; return the result and what was left out, a line each.

    Only steps that every run has count: a mean over fewer runs at some steps would jump where a run begins or ends.
    Nothing is interpolated. Where a run has a step twice, the value written last counts.
    """
    notes = []
    aligned = {}
    for run, scalars in series.items():
        steps, last = np.unique(scalars.steps[::-1], return_index=True)
        if len(steps) < len(scalars):
            repeated = len(scalars) - len(steps)
            notes.append(f"{scalars.tag}: {run} has {_count(repeated, 'step')} again; the value written last counts")
        aligned[run] = steps, len(scalars) - 1 - last
    tag = next(iter(series.values())).tag
    steps = next(iter(aligned.values()))[0]
    every = steps
    for each, _ in aligned.values():
        steps, every = np.intersect1d(steps, each), np.union1d(every, each)
    if len(steps) < len(every):
        notes.append(f"{tag}: {len(every) - len(steps)} of {len(every)} steps left out: {_lacking(aligned, every)}")
    rows = [places[np.searchsorted(each, steps)] for each, places in aligned.values()]
    values = np.stack([scalars.values[row] for scalars, row in zip(series.values(), rows, strict=True)])
    walls = np.stack([scalars.wall_times[row] for scalars, row in zip(series.values(), rows, strict=True)])
    walls = np.where(np.isfinite(walls), walls, 0.0)
    with np.errstate(invalid="ignore", over="ignore"):  # infinity minus infinity is NaN, which is what it should be
        curve = Curve(
            tag=tag,
            runs=len(series),
            steps=steps,
            wall_times=walls.max(axis=0),
            mean=values.mean(axis=0),
            min=values.min(axis=0),
            max=values.max(axis=0),
            std=values.std(axis=0, ddof=1),
        )
    return curve, notes


def _lacking(aligned: Mapping[str, tuple[np.ndarray, np.ndarray]], every: np.ndarray) -> str:
    """Which run lacks how many of all steps, and which."""
    lines = []
    for run, (steps, _) in aligned.items():
        lacks = np.setdiff1d(every, steps)
        if len(lacks) == 1:
            lines.append(f"{run} has no step {lacks[0]}")
        elif len(lacks):
            lines.append(f"{run} lacks {len(lacks)}, from {lacks[0]} to {lacks[-1]}")
    return ", ".join(lines)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
