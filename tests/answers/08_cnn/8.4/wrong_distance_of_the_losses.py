# caught: stop-false
import numpy as np


def alarm(run):
    loss, train = run.scalars["val/loss"], run.scalars["train/loss"]
    far = np.flatnonzero(loss.values - train.values > 0.4)
    return int(loss.steps[far[0]]) if len(far) else None
