"""Histograms in the form that TensorBoard's loader gives them, made at numpy's speed.

The loader goes through the buckets of each old histogram one by one. What it is given here is what it would make of
them; it takes values of this form as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tbxlab.compat.tensorboard_private import histogram_metadata

FLOAT = 1
"""TensorFlow's DT_FLOAT."""


def migrate(event: Any) -> None:
    """Bring the histograms of an event into the new form; broken ones stay, for TensorBoard to judge."""
    for value in event.summary.value:
        if value.WhichOneof("value") != "histo" or len(value.histo.bucket) != len(value.histo.bucket_limit):
            continue
        buckets = _buckets(value.histo)
        metadata = histogram_metadata(value)
        value.metadata.CopyFrom(metadata)
        value.tensor.dtype = FLOAT
        for size in buckets.shape:
            value.tensor.tensor_shape.dim.add(size=size)
        value.tensor.tensor_content = buckets.tobytes()


def _buckets(histogram: Any) -> np.ndarray:
    """float32[n, 3]: left, right, count, from the first bucket that holds something to the last."""
    counts, limits = np.array(histogram.bucket), np.array(histogram.bucket_limit)
    filled = np.flatnonzero(counts > 0)
    if not len(filled):
        return np.zeros((0, 3), np.float32)
    first, last = int(filled[0]), int(filled[-1])
    inner = limits[first:last]
    left, right = np.append(histogram.min, inner), np.append(inner, histogram.max)
    with np.errstate(over="ignore"):
        return np.column_stack([left, right, counts[first : last + 1]]).astype("<f4")
