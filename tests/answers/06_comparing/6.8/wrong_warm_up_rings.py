# caught: resumed-early, resumed-false
import numpy as np


def alarm(run):
    loss, rate = run.scalars["val/loss"], run.scalars["learning_rate"]
    if run.is_reused:
        return int(loss.steps[np.flatnonzero(np.diff(loss.steps) <= 0)[0] + 1])
    keep = loss.kept_by_fast_loader
    steps, losses, rates = loss.steps[keep], loss.values[keep], rate.values[keep]
    for i in range(3, len(steps)):
        if losses[i] > 1.5 * losses[i - 3 : i].mean() or rates[i] > rates[i - 1]:
            return int(steps[i])
    return None
