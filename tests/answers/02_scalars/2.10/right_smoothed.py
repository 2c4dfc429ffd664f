import numpy as np

from tbxlab.events import smooth


def alarm(run):
    loss = run.scalars["val/loss"]
    line = smooth(loss.values, 0.6)
    risen = np.flatnonzero(line > 1.15 * np.minimum.accumulate(line))
    if len(risen):
        return int(loss.steps[risen[0]])
    return 500 if loss.values[loss.steps <= 500].min() > 0.55 else None
