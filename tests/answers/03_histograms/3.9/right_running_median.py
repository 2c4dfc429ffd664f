import numpy as np


def alarm(run):
    first, last = (run.scalars[f"gradient_norm/layer{k}"] for k in (1, 6))
    ratio = first.values / np.maximum(last.values, 1e-30)
    for i in range(4, len(ratio)):
        if np.median(ratio[i - 4 : i + 1]) < 0.04:
            return int(first.steps[i])
        for tag, points in run.scalars.items():
            if tag.startswith("dead/") and points.values[i - 1 : i + 1].min() > 0.45:
                return int(points.steps[i])
    return None
