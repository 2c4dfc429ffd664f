# caught: clip-form
import numpy as np


def clip_and_warm_up(run):
    return float(np.quantile(run.scalars["grad/norm"].values, 0.9))
