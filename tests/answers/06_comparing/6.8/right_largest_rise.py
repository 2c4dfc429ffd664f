import numpy as np


def alarm(run):
    loss, rate = run.scalars["val/loss"], run.scalars["learning_rate"]
    if run.is_reused:
        return int(loss.steps[np.flatnonzero(np.diff(loss.steps) <= 0)[0] + 1])
    keep = loss.kept_by_fast_loader
    steps, losses, rates = loss.steps[keep], loss.values[keep], rate.values[keep]
    after = steps > 60
    rising = np.flatnonzero((np.diff(rates) > 1e-9) & after[1:])
    if len(rising):
        return int(steps[rising[0] + 1])
    jumps = np.diff(losses)
    if not len(jumps):
        return None
    at = int(jumps.argmax())
    return int(steps[at + 1]) if jumps[at] > 0.14 else None
