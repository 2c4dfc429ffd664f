# caught: resumed-missed
import numpy as np


def alarm(run):
    loss, _ = run.scalars["val/loss"], run.scalars["learning_rate"]
    if run.is_reused:
        return int(loss.steps[np.flatnonzero(np.diff(loss.steps) <= 0)[0] + 1])
    high = np.flatnonzero((loss.values > 0.5) & (loss.steps > 100))
    return int(loss.steps[high[0]]) if len(high) else None
