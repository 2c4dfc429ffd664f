# caught: spike-late, spike-missed
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(180, len(loss), 5):
        before = np.median(loss.values[i - 180 : i - 150])
        if all(np.median(loss.values[j - 14 : j + 1]) > 1.12 * before for j in range(i - 130, i + 1, 5)):
            return int(loss.steps[i])
    return None
