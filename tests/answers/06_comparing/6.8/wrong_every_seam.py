# caught: resumed-false
import numpy as np


def alarm(run):
    loss = run.scalars["val/loss"]
    seams = np.flatnonzero(np.diff(loss.files)) + 1
    return int(loss.steps[seams[0]]) if len(seams) else None
