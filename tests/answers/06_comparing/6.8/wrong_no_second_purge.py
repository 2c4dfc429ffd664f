# caught: resumed-missed
import numpy as np


def alarm(run):
    loss, _ = run.scalars["val/loss"], run.scalars["learning_rate"]
    seams = np.flatnonzero(np.diff(loss.files)) + 1
    return int(loss.steps[seams[0]]) if len(seams) and len(run.purges) < 2 else None
