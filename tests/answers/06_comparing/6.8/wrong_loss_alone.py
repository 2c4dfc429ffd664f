# caught: resumed-missed
import numpy as np


def alarm(run):
    loss, rate = run.scalars["val/loss"], run.scalars["learning_rate"]
    keep = loss.kept_by_fast_loader
    steps, losses, rates = loss.steps[keep], loss.values[keep], rate.values[keep]
    for i in range(3, len(steps)):
        if losses[i] > 1.5 * losses[i - 3 : i].mean():
            return int(steps[i])
    return None
