# caught: spike-early
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(20, len(loss) - 70):
        before = np.median(loss.values[i - 20 : i])
        if loss.values[i] > 1.25 * before:
            return int(loss.steps[i + 70]) if np.median(loss.values[i + 55 : i + 71]) > 1.12 * before else None
    return None
