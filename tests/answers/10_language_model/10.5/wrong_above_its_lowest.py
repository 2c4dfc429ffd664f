# caught: spike-false
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(20, len(loss)):
        if np.median(loss.values[i - 4 : i + 1]) > 1.25 * loss.values[:i].min():
            return int(loss.steps[i])
    return None
