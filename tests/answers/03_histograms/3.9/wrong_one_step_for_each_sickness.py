# caught: starving-early
import numpy as np


def alarm(run):
    shares = [points.values.max() for tag, points in run.scalars.items() if tag.startswith("dead/")]
    if max(shares, default=0) > 0.5:
        return 100
    first, last = (run.scalars[f"gradient_norm/layer{k}"].values for k in (1, 6))
    return 50 if np.median(first / last) < 0.05 else None
