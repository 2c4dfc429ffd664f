import numpy as np

from tbxlab.lab05 import pipelines


def alarm(run):
    inputs = run.images["inputs/batch"]
    images = [inputs.pixels(i) for i in range(len(inputs))]
    means = [pipelines.tiles(image).mean(axis=0) for image in images]
    usual = np.mean(means[:4], axis=0)
    sick = len(images) > 1 and np.array_equal(images[-1], images[-2])
    return int(inputs.steps[-1]) if sick or np.abs(means[-1] - usual).mean() > 11 else None
