# caught: unseen-early
import numpy as np

from tbxlab.lab05 import pipelines


def alarm(run):
    inputs = run.images["inputs/batch"]
    images = [inputs.pixels(i) for i in range(len(inputs))]
    means = [pipelines.tiles(image).mean(axis=0) for image in images]
    usual = np.mean(means[:4], axis=0)
    for i in range(1, len(images)):
        if np.abs(means[i] - usual).mean() > 11 or np.array_equal(images[i], images[i - 1]):
            return int(inputs.steps[i])
    return int(inputs.steps[-1])
