# caught: spike-early
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(100, len(loss), 5):
        before = np.median(loss.values[i - 100 : i - 70])
        if all(np.median(loss.values[j - 14 : j + 1]) > 1.12 * before for j in range(i - 55, i + 1, 5)):
            return int(loss.steps[i - 70 + int(np.argmax(loss.values[i - 70 : i + 1] > 1.2 * before))])
    return None
