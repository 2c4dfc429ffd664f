# caught: resumed-false
import numpy as np


def alarm(run):
    loss = run.scalars["val/loss"]
    back = np.flatnonzero(np.diff(loss.steps) <= 0) + 1
    return int(loss.steps[back[0]]) if len(back) else None
