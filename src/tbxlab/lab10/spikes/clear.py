"""Which logs are clear cases: the spike is gone within 60 steps for good, or the loss stays far up for 110 steps.

Between the two, whether to wait is a matter of taste; such a log is in no pool.
"""

import numpy as np

WAITED, WATCHED = 60, 110
"""Steps after the onset by which a loss that comes back is back; steps in which one that stays never is."""
BACK, UP, PEAK = 1.08, 1.18, 1.4
"""Multiples of the level before: at most BACK is back, at least UP is up; a spike that comes back has a
point of at least PEAK, and a healthy log has none."""
BEFORE, SMOOTHED = 30, 15
SOON = 20
"""Steps from the onset until a loss that stays has to be up: by then SMOOTHED losses are of the time after it."""


def levels(loss: np.ndarray) -> np.ndarray:
    """Return the median of the last SMOOTHED losses at each step; at the first steps, of those that there are."""
    return np.array([np.median(loss[max(0, i - SMOOTHED + 1) : i + 1]) for i in range(len(loss))])


def outcome(loss: np.ndarray, onset: int) -> str | None:
    """Return "back", "stays" or "healthy" (no spike), or None where it is none of these clearly."""
    before = np.median(loss[onset - BEFORE : onset])
    level = levels(loss) / before
    if level[onset - 1] > BACK or len(loss) < onset + WATCHED:  # an earlier spike is not over, or too short a log
        return None
    if level[onset + WAITED :].max() <= BACK:
        if loss[onset : onset + SOON].max() >= PEAK * before:
            return "back"
        return "healthy" if max(loss[onset:].max() / before / PEAK, level[onset:].max() / BACK) <= 1 else None
    return "stays" if level[onset + SOON : onset + WATCHED + 1].min() >= UP else None
