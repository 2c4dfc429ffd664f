# caught: spike-false
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(20, len(loss)):
        if loss.values[i] > max(3, 1.3 * np.median(loss.values[i - 20 : i])):
            return int(loss.steps[i])
    return None
