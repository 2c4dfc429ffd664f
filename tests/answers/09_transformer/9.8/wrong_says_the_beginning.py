# caught: collapse-early
import numpy as np


def alarm(run):
    loss, guessing = run.scalars["train/loss"], run.scalars["val/loss"].values[0]
    for i in range(8, len(loss)):
        if np.median(loss.values[i - 8 : i + 1]) > 1.1 * guessing:
            return 0
    return None
