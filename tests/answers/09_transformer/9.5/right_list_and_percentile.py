import numpy as np


def clip_and_warm_up(run):
    norms, rate = run.scalars["grad/norm"].values, run.scalars["rate/encoder"]
    top = np.percentile(norms, 90)
    return [None if top == norms.max() else top, rate.steps[np.argmax(rate.values)]]
