import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    chance = run.scalars["val/loss"].values[0]
    for i in range(8, len(loss.steps)):
        if np.median(loss.values[i - 8 : i + 1]) > 1.12 * chance:
            return int(loss.steps[i])
    return None
