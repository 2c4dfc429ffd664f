# caught: collapse-false
import numpy as np


def alarm(run):
    loss = run.scalars["val/loss"]
    lowest = np.minimum.accumulate(loss.values)
    risen = np.flatnonzero(loss.values > lowest + 0.2 * loss.values[0])
    return loss.steps[risen[0]] if len(risen) else None
