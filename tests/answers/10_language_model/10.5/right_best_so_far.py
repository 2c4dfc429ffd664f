import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    best, back = np.inf, 20
    for i in range(20, len(loss)):
        level = np.median(loss.values[i - 14 : i + 1])
        best = min(best, level)
        if level < 1.14 * best:
            back = i
        elif i - back > 65:
            return int(loss.steps[i])
    return None
