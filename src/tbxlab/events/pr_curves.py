"""PR curves: precision and recall over the threshold above which a prediction counts as positive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.events.kinds import Kind, Points, Undecodable, read_only

ROWS = ("true_positives", "false_positives", "true_negatives", "false_negatives", "precision", "recall")
"""What a PR curve stores, in this order: a tensor [6, thresholds]."""


@dataclass(frozen=True, eq=False, repr=False)
class PRCurves:
    """All curves of one tag, n of them with t thresholds each, in file order.

    Row i belongs to one step, column j to the threshold `thresholds[j]`. Every number is as the writer stored it,
    in 32 bits; nothing is computed again. Where no prediction reaches a threshold, the writers store precision 0.
    Should one tag's curves have different numbers of thresholds, the shorter ones end in NaN, and theirs lie evenly
    from 0 to 1 as well.
    """

    tag: str
    steps: np.ndarray
    """int64[n]"""
    true_positives: np.ndarray
    """float64[n, t]: how many positives are predicted at or above the threshold; weights where they were given"""
    false_positives: np.ndarray
    """float64[n, t]"""
    true_negatives: np.ndarray
    """float64[n, t]"""
    false_negatives: np.ndarray
    """float64[n, t]"""
    precision: np.ndarray
    """float64[n, t]: true_positives / (true_positives + false_positives)"""
    recall: np.ndarray
    """float64[n, t]: true_positives / (true_positives + false_negatives)"""
    wall_times: np.ndarray
    """float64[n], seconds since 1970"""
    files: np.ndarray
    """int32[n]: each curve's index into `Run.files`"""

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        t = self.precision.shape[1]
        return f"<PRCurves {self.tag!r}: {len(self)}, {t} thresholds, steps {self.steps.min()} to {self.steps.max()}>"

    @property
    def thresholds(self) -> np.ndarray:
        """float64[t], evenly from 0 to 1, as TensorBoard shows them: the file does not hold them.

        They are those of add_pr_curve. For add_pr_curve_raw it is for the caller to have used the same.
        """
        return np.linspace(0.0, 1.0, self.precision.shape[1])

    @property
    def positives(self) -> np.ndarray:
        """float64[n]: how many positives there are in all, true_positives + false_negatives at the lowest threshold."""
        return self.true_positives[:, 0] + self.false_negatives[:, 0]

    @property
    def negatives(self) -> np.ndarray:
        """float64[n]: how many negatives."""
        return self.false_positives[:, 0] + self.true_negatives[:, 0]

    @property
    def average_precision(self) -> np.ndarray:
        """float64[n]: the area under each curve as steps, the sum of (R[j] - R[j+1]) · P[j] with R = 0 at the end.

        The definition of scikit-learn's average_precision_score, on t thresholds instead of every score.
        """
        precision, recall = np.nan_to_num(self.precision), np.nan_to_num(self.recall)
        gained = recall - np.append(recall[:, 1:], np.zeros((len(self), 1)), axis=1)
        return (gained * precision).sum(axis=1)


def _decode(value: Any) -> np.ndarray:
    from tensorboard.util import tensor_util

    curve = np.asarray(tensor_util.make_ndarray(value.tensor))
    if curve.ndim != 2 or len(curve) != len(ROWS) or not curve.shape[1]:
        shape = list(curve.shape)
        raise Undecodable(f"a PR curve of shape {shape} instead of [{len(ROWS)}, thresholds], tag {value.tag!r}")
    return curve.astype(np.float64)


def _build(points: Points) -> PRCurves:
    widest = max(curve.shape[1] for curve in points.values)
    rows = np.full((len(points.values), len(ROWS), widest), np.nan)
    for row, curve in zip(rows, points.values, strict=True):
        row[:, : curve.shape[1]] = curve
    columns = {name: read_only(rows[:, i], float) for i, name in enumerate(ROWS)}
    return PRCurves(points.tag, points.steps, wall_times=points.wall_times, files=points.files, **columns)


KIND = Kind("pr_curves", _decode, _build)
