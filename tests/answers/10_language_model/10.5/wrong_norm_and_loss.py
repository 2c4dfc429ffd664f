# caught: spike-missed
import numpy as np


def alarm(run):
    loss, norm = run.scalars["train/loss"], run.scalars["grad/norm"]
    for i in range(100, len(loss)):
        before = slice(i - 100, i - 70)
        high = np.median(loss.values[i - 50 : i + 1]) > 1.12 * np.median(loss.values[before])
        if high and np.median(norm.values[i - 50 : i + 1]) > 1.12 * np.median(norm.values[before]):
            return int(loss.steps[i])
    return None
