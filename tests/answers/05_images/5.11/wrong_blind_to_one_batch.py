# caught: unseen-missed
import numpy as np

from tbxlab.lab05 import pipelines


def alarm(run):
    inputs = run.images["inputs/batch"]
    images = [inputs.pixels(i) for i in range(len(inputs))]
    means = [pipelines.tiles(image).mean(axis=0) for image in images]
    usual = np.mean(means[:4], axis=0)
    away = [np.abs(mean - usual).mean() for mean in means]
    return next((int(step) for step, far in zip(inputs.steps, away, strict=True) if far > 11), None)
