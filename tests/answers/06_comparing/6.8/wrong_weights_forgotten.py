# caught: resumed-missed
import numpy as np


def alarm(run):
    loss, rate = run.scalars["val/loss"], run.scalars["learning_rate"]
    seams = np.flatnonzero(np.diff(loss.files)) + 1
    back = np.flatnonzero(np.diff(loss.steps) <= 0) + 1
    if run.is_reused:
        return int(loss.steps[back[0]])
    if len(seams) and rate.values[seams[0]] < 0.9 * rate.values[seams[0] - 1]:
        return int(loss.steps[seams[0]])
    return None
