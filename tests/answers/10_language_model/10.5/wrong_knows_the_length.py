# caught: spike-missed
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    if len(loss) < 240:
        return None
    return int(loss.steps[-1]) if np.median(loss.values[-15:]) > 1.12 * np.median(loss.values[30:60]) else None
