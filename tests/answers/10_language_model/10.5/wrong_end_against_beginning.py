# caught: spike-early, spike-false
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    return int(loss.steps[-1]) if np.mean(loss.values[-20:]) > 1.15 * np.mean(loss.values[:20]) else None
