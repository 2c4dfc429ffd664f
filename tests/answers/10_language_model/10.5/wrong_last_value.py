# caught: spike-early, spike-false
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    return int(loss.steps[-1]) if loss.values[-1] > 1.15 * np.median(loss.values[:30]) else None
