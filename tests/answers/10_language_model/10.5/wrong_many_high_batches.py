# caught: spike-early
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    high = 0
    for i in range(40, len(loss)):
        high += loss.values[i] > 1.2 * np.median(loss.values[:40])
        if high > 10:
            return int(loss.steps[i])
    return None
