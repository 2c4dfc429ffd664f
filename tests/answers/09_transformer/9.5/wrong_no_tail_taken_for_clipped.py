# caught: clip-none
import numpy as np


def clip_and_warm_up(run):
    norms, rates = run.scalars["grad/norm"].values, run.scalars["rate/encoder"].values
    flat = norms.max() < 4 * np.median(norms)
    return None if flat else float(np.quantile(norms, 0.9)), int(np.argmax(rates))
