# caught: resumed-false
import numpy as np


def alarm(run):
    loss, _ = run.scalars["val/loss"], run.scalars["learning_rate"]
    seams = np.flatnonzero(np.diff(loss.files)) + 1
    rings = len(run.purges) == 2 or run.is_reused
    return int(loss.steps[seams[0]]) if len(seams) and rings else None
