import numpy as np

from tbxlab.events import smooth


def alarm(run):
    loss = run.scalars["val/loss"]
    line = smooth(loss.values, 0.6)
    risen = np.flatnonzero(line > 1.15 * np.minimum.accumulate(line))
    if len(risen):
        return int(loss.steps[risen[0]])
    at = line[::5]
    return 300 if len(at) > 3 and at[2] - at[3] > 0.45 * (at[0] - at[1]) > 0 else None
