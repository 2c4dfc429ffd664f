# caught: resumed-missed
import numpy as np


def alarm(run):
    loss, rate = run.scalars["val/loss"], run.scalars["learning_rate"]
    if run.is_reused:
        return int(loss.steps[np.flatnonzero(np.diff(loss.steps) <= 0)[0] + 1])
    return None
