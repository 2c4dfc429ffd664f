# caught: unseen-missed, unseen-late
import numpy as np

from tbxlab.lab05 import pipelines


def alarm(run):
    inputs = run.images["inputs/batch"]
    images = [inputs.pixels(i) for i in range(len(inputs))]
    means = [pipelines.tiles(image).mean(axis=0) for image in images]
    usual = np.mean(means[:4], axis=0)
    for i in range(len(images) - 6):
        if np.abs(means[i] - usual).mean() > 11 or (i and np.array_equal(images[i], images[i - 1])):
            return int(inputs.steps[i])
    return None
