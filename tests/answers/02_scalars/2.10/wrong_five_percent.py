# caught: alarm-false
import numpy as np


def alarm(run):
    loss = run.scalars["val/loss"]
    risen = np.flatnonzero(loss.values > 1.05 * np.minimum.accumulate(loss.values))
    if len(risen):
        return int(loss.steps[risen[0]])
    train = run.scalars["train/loss"].values
    return 300 if train[200:300].mean() > 0.55 else None
