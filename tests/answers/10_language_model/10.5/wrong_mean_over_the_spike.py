# caught: spike-early
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(100, len(loss)):
        if loss.values[i - 60 : i + 1].mean() > 1.12 * np.median(loss.values[i - 100 : i - 70]):
            return int(loss.steps[i])
    return None
