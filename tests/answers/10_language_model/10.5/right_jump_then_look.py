import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    i = 30
    while i + 70 < len(loss):
        before = np.median(loss.values[i - 25 : i])
        if loss.values[i] > 1.2 * before and np.median(loss.values[i : i + 5]) > 1.15 * before:
            if np.median(loss.values[i + 55 : i + 71]) > 1.12 * before:
                return int(loss.steps[i + 70])
            i += 70
        i += 1
    return None
