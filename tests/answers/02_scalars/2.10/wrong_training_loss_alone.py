# caught: alarm-false
import numpy as np


def alarm(run):
    train = run.scalars["train/loss"]
    means = np.convolve(train.values, np.ones(50) / 50, mode="valid")
    low = np.flatnonzero(means < 0.3)
    if len(low):
        return int(train.steps[low[0] + 49])
    train = run.scalars["train/loss"].values
    return 300 if train[200:300].mean() > 0.55 else None
