# caught: spike-late
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    lowest = np.inf
    for i in range(20, len(loss)):
        level = np.median(loss.values[i - 14 : i + 1])
        if level < 1.14 * lowest:
            back = i
        lowest = min(lowest, level)
        if i - back > 112:
            return int(loss.steps[i])
    return None
