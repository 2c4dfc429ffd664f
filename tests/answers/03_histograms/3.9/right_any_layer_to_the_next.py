import numpy as np


def alarm(run):
    norms = np.array([run.scalars[f"gradient_norm/layer{k}"].values for k in range(1, 7)])
    ratio = norms[:3].mean(axis=0) / norms[3:].mean(axis=0)
    steps = run.scalars["gradient_norm/layer1"].steps
    dead = np.max(
        [points.values for tag, points in run.scalars.items() if tag.startswith("dead/")] or [0 * ratio], axis=0
    )
    for i in range(len(steps)):
        if dead[i] > 0.6 or (i > 3 and np.median(ratio[i - 3 : i + 1]) < 0.07):
            return int(steps[i])
    return None
