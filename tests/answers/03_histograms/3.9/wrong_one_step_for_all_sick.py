# caught: starving-early
import numpy as np


def alarm(run):
    first, last = (run.scalars[f"gradient_norm/layer{k}"].values for k in (1, 6))
    shares = [points.values.max() for tag, points in run.scalars.items() if tag.startswith("dead/")]
    return 100 if np.median(first / last) < 0.05 or max(shares, default=0) > 0.5 else None
