# caught: clip-form
import numpy as np


def clip_and_warm_up(run):
    norms, rates = run.scalars["grad/norm"].values, run.scalars["rate/encoder"].values
    flat = np.isclose(norms, norms.max(), rtol=1e-4).mean() > 0.1
    return float("nan") if flat else float(np.quantile(norms, 0.9)), int(np.argmax(rates))
