import numpy as np

from tbxlab.lab05 import pipelines


def alarm(run):
    inputs = run.images["inputs/batch"]
    images = [inputs.pixels(i) for i in range(len(inputs))]
    means = [pipelines.tiles(image).mean(axis=0) for image in images]
    for i in range(4, len(means)):
        before = np.mean(means[:i], axis=0)
        if np.abs(means[i] - before).mean() > 10 or (images[i] == images[i - 1]).all():
            return inputs.steps[i]
    return None
