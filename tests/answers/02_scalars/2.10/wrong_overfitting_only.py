# caught: alarm-missed
import numpy as np


def alarm(run):
    loss = run.scalars["val/loss"]
    risen = np.flatnonzero(loss.values > 1.3 * np.minimum.accumulate(loss.values))
    return int(loss.steps[risen[0]]) if len(risen) else None
