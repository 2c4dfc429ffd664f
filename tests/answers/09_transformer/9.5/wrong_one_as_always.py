# caught: clip-too-high, clip-too-low
import numpy as np


def clip_and_warm_up(run):
    norms, rates = run.scalars["grad/norm"].values, run.scalars["rate/encoder"].values
    flat = np.isclose(norms, norms.max(), rtol=1e-4).mean() > 0.1
    return None if flat else 1.0, int(np.argmax(rates))
