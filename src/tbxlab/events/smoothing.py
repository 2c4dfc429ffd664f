"""The line that TensorBoard draws over the pale one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def smooth(values: ArrayLike, weight: float = 0.6) -> np.ndarray:
    """TensorBoard's smoothing: an exponential moving average, corrected for its start at 0.

    `values` is a sequence of n numbers in the order they are drawn; the result is float64[n]. `weight` is the
    slider, 0 (as it is) to 1; values outside are moved to the nearer end. NaN and infinity stay what they are
    and leave no trace in the average. A constant series is returned as it is, as TensorBoard does it.

    The average after t finite values is m(t) = weight · m(t-1) + (1 - weight) · value, from m(0) = 0; since
    the weights given so far sum up to 1 - weight^t, dividing by that removes the pull towards 0.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1:
        raise ValueError(f"smooth takes one series, an array of one dimension, not of shape {values.shape}")
    weight = min(max(float(weight), 0.0), 1.0)
    if weight == 0 or not len(values) or (values == values[0]).all():
        return values.copy()
    smoothed = values.copy()
    mean, left = 0.0, 1.0
    for i in np.flatnonzero(np.isfinite(values)):
        mean = weight * mean + (1 - weight) * values[i]
        left *= weight
        smoothed[i] = mean if weight == 1 else mean / (1 - left)
    return smoothed
