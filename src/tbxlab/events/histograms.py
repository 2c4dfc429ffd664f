"""Histograms: how many numbers fell into each bucket, at each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tbxlab.events.kinds import Kind, Points, Undecodable, read_only
from tbxlab.events.rebinning import rebin


@dataclass(frozen=True, eq=False, repr=False)
class Histogram:
    """One histogram: k buckets in ascending order.

    A bucket holds `counts[i]` numbers between `left[i]` and `right[i]`. Writers of the older form (tensorboardX,
    torch) leave the two outer buckets open; here they end at `minimum` and `maximum`, and empty buckets outside of
    these are left out, as TensorBoard does it. What lies inside is in the file, bucket for bucket: tensorboardX writes
    several hundred, TensorFlow 30. `len(histogram)` is k; it may be 0. The arrays cannot be written to.
    """

    left: np.ndarray
    """float64[k]"""
    right: np.ndarray
    """float64[k]"""
    counts: np.ndarray
    """float64[k]; whole numbers, unless a writer gave weights."""
    minimum: float
    """The smallest number that was counted. NaN where the writer was given a NaN; see `number`."""
    maximum: float
    """The largest."""
    number: float
    """How many numbers the writer was given. tensorboardX and torch count NaN, infinity and what is beyond ±1e20 here,
    but in no bucket, so that `number - counts.sum()` is how many were left out. TensorFlow's form
    does not store it: the sum of `counts`."""
    total: float
    """The sum of all numbers. TensorFlow's form does not store it: estimated from the middle of each bucket."""
    sum_of_squares: float | None
    """The sum of their squares, None where the form does not store it (TensorFlow's)."""

    def __len__(self) -> int:
        return len(self.counts)

    def __repr__(self) -> str:
        return f"<Histogram: {self.number:g} numbers from {self.minimum:g} to {self.maximum:g} in {len(self)} buckets>"

    @property
    def mean(self) -> float:
        """`total / number`, NaN where there are no numbers. An estimate wherever `total` is."""
        return self.total / self.number if self.number else float("nan")

    @property
    def std(self) -> float | None:
        """The standard deviation (divided by n), from `sum_of_squares`; None where that is not stored."""
        if self.sum_of_squares is None or not self.number:
            return None
        return float(np.sqrt(max(self.sum_of_squares / self.number - self.mean**2, 0.0)))

    def fraction_between(self, low: float, high: float) -> float:
        """Which part of the counted numbers lies from `low` to `high`, 0 to 1; NaN where none were counted.

        Inside a bucket the numbers are taken to be spread evenly. A bucket without width counts where it lies from
        `low` to `high`, both ends included. Raises ValueError where `high` is smaller than `low`.
        """
        if not high >= low:
            raise ValueError(f"from {low} to {high} is no interval")
        all_of_them = self.counts.sum()
        if not all_of_them:
            return float("nan")
        width = self.right - self.left
        overlap = np.clip(np.minimum(self.right, high) - np.maximum(self.left, low), 0, None)
        inside = (self.left >= low) & (self.right <= high)
        part = np.divide(overlap, width, out=np.zeros(len(self)), where=(width > 0) & np.isfinite(width))
        return float((self.counts * np.where(inside, 1.0, part)).sum() / all_of_them)

    def quantile(self, q: ArrayLike) -> Any:
        """The number that a fraction `q` (0 to 1, one or an array of them) of the counted numbers does not exceed.

        float, or float64 of q's shape; NaN where none were counted. Inside a bucket the numbers are taken to be
        spread evenly, so 0.5 is the median to within a bucket. Raises ValueError for a `q` outside of 0 to 1.
        """
        wanted = np.asarray(q, dtype=float)
        if not ((wanted >= 0) & (wanted <= 1)).all():
            raise ValueError(f"a quantile is asked for by a fraction from 0 to 1, not {wanted}")
        filled = self.counts > 0
        if not filled.any():
            found = np.full(wanted.shape, np.nan)
        else:
            left, right, counts = self.left[filled], self.right[filled], self.counts[filled]
            after = np.cumsum(counts)
            rank = wanted * after[-1]
            i = np.minimum(np.searchsorted(after, rank), len(after) - 1)
            found = left[i] + (right[i] - left[i]) * np.clip((rank - after[i] + counts[i]) / counts[i], 0, 1)
        return float(found) if wanted.ndim == 0 else found

    def rebinned(
        self, bins: int = 30, low: float | None = None, high: float | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """This histogram on `bins` bins of equal width: what TensorBoard draws of it.

        Returns edges float64[bins + 1] and counts float64[bins]. The bins reach from `low` to `high`; without them
        from the first bucket to the last. TensorBoard takes the smallest and the largest of all steps, as
        `Histograms.rebinned` does. Raises ValueError for fewer bins than 1.
        """
        low = self.left.min(initial=np.inf) if low is None else low
        high = self.right.max(initial=-np.inf) if high is None else high
        return rebin(self.left, self.right, self.counts, bins, low, high)


@dataclass(frozen=True, eq=False, repr=False)
class Histograms:
    """All histograms of one tag, n of them, in file order: nothing sorted, sampled or dropped."""

    tag: str
    steps: np.ndarray
    """int64[n]"""
    buckets: tuple[Histogram, ...]
    """n histograms, one for each step"""
    wall_times: np.ndarray
    """float64[n], seconds since 1970"""
    files: np.ndarray
    """int32[n]: each one's index into `Run.files`"""

    def __len__(self) -> int:
        return len(self.buckets)

    def __getitem__(self, index: int) -> Histogram:
        return self.buckets[index]

    def __repr__(self) -> str:
        return f"<Histograms {self.tag!r}: {len(self)}, steps {self.steps.min()} to {self.steps.max()}>"

    def at(self, step: int) -> tuple[Histogram, ...]:
        """The histograms at one step, in file order: none, one, or several where the step repeats."""
        return tuple(self.buckets[i] for i in np.flatnonzero(self.steps == step))

    def rebinned(self, bins: int = 30) -> tuple[np.ndarray, np.ndarray]:
        """What TensorBoard's Histograms tab draws: every step on the same bins of equal width.

        Returns edges float64[bins + 1] and counts float64[n, bins]. The bins reach from the smallest left end to the
        largest right end of all steps here. TensorBoard does this in the browser, to the steps that it sampled.
        """
        low = min((each.left.min() for each in self.buckets if len(each)), default=np.inf)
        high = max((each.right.max() for each in self.buckets if len(each)), default=-np.inf)
        drawn = [each.rebinned(bins, low, high) for each in self.buckets]
        return drawn[0][0], np.array([counts for _, counts in drawn])


def _decode(value: Any) -> Histogram:
    if value.WhichOneof("value") == "histo":
        return _from_limits(value.histo, value.tag)
    from tensorboard.util import tensor_util

    buckets = np.asarray(tensor_util.make_ndarray(value.tensor))
    if buckets.size == 0:
        buckets = np.zeros((0, 3))
    if buckets.ndim != 2 or buckets.shape[1] != 3:
        raise Undecodable(f"a histogram of shape {list(buckets.shape)} instead of [buckets, 3], tag {value.tag!r}")
    left, right, counts = (read_only(column.copy(), float) for column in buckets.T)
    filled = counts > 0
    return Histogram(
        left=left,
        right=right,
        counts=counts,
        minimum=float(left[filled].min()) if filled.any() else float("nan"),
        maximum=float(right[filled].max()) if filled.any() else float("nan"),
        number=float(counts.sum()),
        total=float(((left + right) / 2 * counts)[filled].sum()),
        sum_of_squares=None,
    )


def _from_limits(histo: Any, tag: str) -> Histogram:
    """The older form: limit[i] is the right end of bucket i, whose left end is limit[i - 1]; the outer two are open."""
    limits, counts = np.array(histo.bucket_limit, float), np.array(histo.bucket, float)
    if len(limits) != len(counts):
        raise Undecodable(f"a histogram of {len(limits)} limits for {len(counts)} counts, tag {tag!r}")
    filled = np.flatnonzero(counts > 0)
    first, last = (int(filled[0]), int(filled[-1])) if len(filled) else (0, -1)
    inner = limits[first:last] if last > first else limits[:0]
    begin, end = limits[:0], limits[:0]
    if len(filled):
        floor = limits[first - 1] if first else -np.inf
        begin = np.array([_end(histo.min, floor, limits[first], otherwise=floor if first else limits[first])])
        end = np.array([_end(histo.max, limits[last - 1] if last else -np.inf, limits[last], otherwise=limits[last])])
    return Histogram(
        left=read_only(np.concatenate([begin, inner]), float),
        right=read_only(np.concatenate([inner, end]), float),
        counts=read_only(counts[first : last + 1], float),
        minimum=histo.min,
        maximum=histo.max,
        number=histo.num,
        total=histo.sum,
        sum_of_squares=histo.sum_squares,
    )


def _end(extreme: float, low: float, high: float, otherwise: float) -> float:
    """Where an outer bucket, from `low` to `high`, ends: at the extreme that the writer saw, if it lies in there.

    It does not where it is NaN or infinite, or too large for any bucket (tensorboardX's end at 1e20).
    """
    return float(extreme if np.isfinite(extreme) and low <= extreme <= high else otherwise)


def _build(points: Points) -> Histograms:
    return Histograms(points.tag, points.steps, points.values, points.wall_times, points.files)


KIND = Kind("histograms", _decode, _build)
