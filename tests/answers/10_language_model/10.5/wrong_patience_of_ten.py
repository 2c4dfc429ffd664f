# caught: spike-early
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(60, len(loss), 5):
        before = np.median(loss.values[i - 60 : i - 30])
        if all(np.median(loss.values[j - 14 : j + 1]) > 1.12 * before for j in range(i - 10, i + 1, 5)):
            return int(loss.steps[i])
    return None
