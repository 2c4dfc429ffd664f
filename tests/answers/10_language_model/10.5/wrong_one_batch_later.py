# caught: spike-false
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(100, len(loss)):
        if loss.values[i] > 1.12 * np.median(loss.values[i - 100 : i - 70]):
            return int(loss.steps[i])
    return None
