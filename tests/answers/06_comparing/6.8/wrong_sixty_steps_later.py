# caught: resumed-late
import numpy as np


def alarm(run):
    loss, rate = run.scalars["val/loss"], run.scalars["learning_rate"]
    if run.is_reused:
        first = loss.steps[np.flatnonzero(np.diff(loss.steps) <= 0)[0] + 1]
        return int(first) + 60 if loss.steps[-1] >= first + 60 else None
    keep = loss.kept_by_fast_loader
    steps, losses, rates = loss.steps[keep], loss.values[keep], rate.values[keep]
    for i in range(3, len(steps)):
        if losses[i] > 1.5 * losses[i - 3 : i].mean() or (steps[i] > 100 and rates[i] > rates[i - 1]):
            return int(steps[i]) + 60 if steps[-1] >= steps[i] + 60 else None
    return None
