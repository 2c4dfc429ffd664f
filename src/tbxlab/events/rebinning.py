"""The bins that TensorBoard draws: a histogram's buckets, of any widths, on a few bins of equal width."""

from __future__ import annotations

import math

import numpy as np


def rebin(
    left: np.ndarray, right: np.ndarray, counts: np.ndarray, bins: int, low: float, high: float
) -> tuple[np.ndarray, np.ndarray]:
    """Spread the counts of k buckets over `bins` bins of equal width from `low` to `high`.

    `left`, `right` and `counts` are float64[k], in ascending order. Returns edges float64[bins + 1] and counts
    float64[bins]. A bucket gives each bin the part of its count that it shares with it. A bucket without width falls
    into the bin that holds it. Where `low` and `high` are equal, the bins reach from `low / 1.1 - 1` to
    `low * 1.1 + 1`; without any bucket, from -1 to 1.

    This is TensorBoard's own way, which works in the browser, step for step with its rounding, so that the numbers
    are the same (the source is `tf-histogram-core` of TensorBoard 2.21). Raises ValueError for `bins` below 1.
    """
    if bins < 1:
        raise ValueError(f"a histogram has one bin at least, not {bins}")
    if not len(counts) and not low < high:
        low = high = 0.0
    if low == high:
        low, high = low / 1.1 - 1, low * 1.1 + 1
    width = (high - low) / bins
    edges = np.array([low + i * width for i in range(bins)] + [high])
    filled = np.zeros(bins)
    buckets = list(zip(left.tolist(), right.tolist(), counts.tolist(), strict=True))
    at = 0
    for i in range(bins):
        begin = low + i * width
        end = begin + width
        while at < len(buckets):
            bucket_begin, bucket_end = max(low, buckets[at][0]), min(high, buckets[at][1])
            filled[i] += _share(bucket_begin, bucket_end, begin, end, end >= high) * buckets[at][2]
            if bucket_end > end:  # the rest of this bucket belongs to the next bin
                break
            at += 1
    return edges, filled


def _share(bucket_begin: float, bucket_end: float, begin: float, end: float, is_last: bool) -> float:
    """Which part of a bucket lies in a bin, 0 to 1."""
    if bucket_end > bucket_begin:
        overlap = min(bucket_end, end) - max(bucket_begin, begin)
        return max(overlap / (bucket_end - bucket_begin), 0.0) if math.isfinite(bucket_end - bucket_begin) else 0.0
    holds_it = begin <= bucket_begin and (bucket_end <= end if is_last else bucket_end < end)
    return 1.0 if holds_it else 0.0
