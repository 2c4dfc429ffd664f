# caught: spike-early
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(100, len(loss)):
        now, past = np.median(loss.values[i - 14 : i + 1]), np.median(loss.values[i - 54 : i - 39])
        if now > 1.12 * np.median(loss.values[i - 100 : i - 70]) and now >= past:
            return int(loss.steps[i])
    return None
