# caught: spike-false
import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(20, len(loss)):
        if loss.values[i] > 1.1 * loss.values[:i].max():
            return int(loss.steps[i])
    return None
