# caught: resumed-false
import numpy as np


def alarm(run):
    loss, _ = run.scalars["val/loss"], run.scalars["learning_rate"]
    back = np.flatnonzero(np.diff(loss.steps) <= 0) + 1
    return int(loss.steps[back[0]]) + 50 if len(back) else None
