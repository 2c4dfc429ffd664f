# caught: spike-early, spike-false
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(60, len(loss)):
        if np.median(loss.values[i - 60 : i + 1]) > 3.2:
            return int(loss.steps[i])
    return None
