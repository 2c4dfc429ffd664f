# caught: spike-missed
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(100, len(loss), 5):
        before = np.median(loss.values[i - 100 : i - 70])
        if all(np.median(loss.values[j - 14 : j + 1]) > 2.0 * before for j in range(i - 55, i + 1, 5)):
            return int(loss.steps[i])
    return None
