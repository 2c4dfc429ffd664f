# caught: stop-missed
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    low = np.flatnonzero(loss.values < 0.1)
    return int(loss.steps[low[0]]) if len(low) else None
