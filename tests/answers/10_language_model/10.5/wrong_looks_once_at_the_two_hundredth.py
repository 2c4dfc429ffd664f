# caught: spike-late, spike-missed
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    if len(loss) < 200:
        return None
    return int(loss.steps[199]) if np.median(loss.values[185:200]) > 1.12 * np.median(loss.values[50:80]) else None
