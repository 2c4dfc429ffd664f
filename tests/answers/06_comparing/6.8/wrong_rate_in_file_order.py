# caught: resumed-false
import numpy as np


def alarm(run):
    loss, rate = run.scalars["val/loss"], run.scalars["learning_rate"]
    if run.is_reused:
        return int(loss.steps[np.flatnonzero(np.diff(loss.steps) <= 0)[0] + 1])
    for i in range(10, len(rate)):
        if rate.values[i] > rate.values[i - 1] or loss.values[i] > 1.5 * loss.values[i - 3 : i].mean():
            return int(rate.steps[i])
    return None
