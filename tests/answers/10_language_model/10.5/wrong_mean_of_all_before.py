# caught: spike-missed
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(80, len(loss)):
        if np.median(loss.values[i - 60 : i + 1]) > 1.3 * loss.values[: i + 1].mean():
            return int(loss.steps[i])
    return None
