"""Histograms with as many buckets as TensorBoard draws, so that a copy stays small.

tensorboardX writes some 600 buckets for each step. The interface redraws them all on 30 equal bins between the
smallest left and the largest right edge of a tag's steps. Put onto that very grid beforehand, they give the
same picture at a twentieth of the size. (The Distributions tab needs the original buckets: its answer is
computed from them, before.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tbxlab.share import columns

DRAWN = 30
"""Bins that TensorBoard's interface draws."""
DIGITS = 6
"""Significant digits of a count: a bucket that is split leaves fractions, and no eye sees a millionth."""

PERCENTILE_DIGITS = 7

Step = Sequence
"""[wall time, step, [[left, right, count], …]] as TensorBoard answers it."""


def pack(series: Sequence[Step], bins: int = DRAWN) -> dict[str, Any]:
    """One tag of one run as columns: `steps`, `times`, and either a grid with its counts or the buckets.

    With a grid: `low`, `high` (the edges of all steps together) and `counts`, one list of `bins` numbers for
    each step. The buckets stay as they are where `bins` is 0, where all steps hold one single number, or where
    they overlap or are not finite, so that there is no grid that would draw the same.
    """
    packed = {"steps": columns.steps([row[1] for row in series]), "times": columns.times([row[0] for row in series])}
    buckets = [_table(row[2]) for row in series]
    edges = _edges(buckets)
    if bins and edges and all(_is_orderly(table) for table in buckets):
        low, high = edges
        counts = [_short(rebin(table, low, high, bins)) for table in buckets]
        return packed | {"low": low, "high": high, "counts": counts}
    return packed | {"buckets": [_speakable(row[2]) for row in series]}


def pack_percentiles(series: Sequence[Step]) -> dict[str, Any]:
    """One tag of one run for the Distributions tab: `steps`, `times`, `bases` and one row of values for each step.

    `series` is [[wall time, step, [[basis point, value], …]], …], with the same basis points at every step.
    Values keep seven digits: a float32, which they were, has no more.
    """
    return {
        "steps": columns.steps([row[1] for row in series]),
        "times": columns.times([row[0] for row in series]),
        "bases": [basis for basis, _ in series[0][2]] if series else [],
        "values": [
            [columns.speakable(_rounded(float(value), PERCENTILE_DIGITS)) for _, value in row[2]] for row in series
        ],
    }


def rebin(buckets: np.ndarray, low: float, high: float, bins: int) -> np.ndarray:
    """Counts on `bins` equal bins between `low` and `high`: float64[bins].

    `buckets` is float64[n, 3] (left, right, count), sorted and without overlap. A bucket is spread evenly over
    the bins that it covers; one without width falls into the bin that holds it, as in TensorBoard.
    """
    grid = np.linspace(low, high, bins + 1)
    wide = buckets[:, 1] > buckets[:, 0]
    counts = np.zeros(bins)
    if wide.any():
        left, right, count = buckets[wide].T
        after = np.cumsum(count)
        edges, reached = np.column_stack([left, right]), np.column_stack([after - count, after])
        counts += np.diff(np.interp(grid, edges.ravel(), reached.ravel()))
    points = buckets[~wide]
    if len(points):
        held_by = np.clip(np.searchsorted(grid, points[:, 0], side="right") - 1, 0, bins - 1)
        np.add.at(counts, held_by, points[:, 2])
    return counts


def _table(buckets: Sequence) -> np.ndarray:
    """float64[n, 3]. Strings such as "Infinity" are numbers to numpy, too."""
    return np.array(buckets, dtype=np.float64).reshape(-1, 3)


def _edges(tables: list[np.ndarray]) -> tuple[float, float] | None:
    """The smallest left and the largest right edge, None where they do not span a finite width."""
    filled = [table for table in tables if len(table)]
    if not filled:
        return None
    low = min(float(table[:, 0].min()) for table in filled)
    high = max(float(table[:, 1].max()) for table in filled)
    return (low, high) if np.isfinite([low, high, high - low]).all() and low < high else None


def _is_orderly(table: np.ndarray) -> bool:
    """Whether each bucket begins where the one before has ended, or later, and every number is finite."""
    left, right = table[:, 0], table[:, 1]
    return bool(np.isfinite(table).all() and (left <= right).all() and (left[1:] >= right[:-1]).all())


def _short(counts: np.ndarray) -> list[float]:
    rounded = (_rounded(count, DIGITS) for count in counts.tolist())
    return [int(count) if count.is_integer() else count for count in rounded]


def _speakable(buckets: Sequence) -> list:
    return [[columns.speakable(number) for number in row] for row in _table(buckets).tolist()]


def _rounded(number: float, digits: int) -> float:
    return float(f"{number:.{digits}g}")
