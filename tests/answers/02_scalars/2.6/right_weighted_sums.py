import numpy as np


def smoothed(values, weight):
    line = []
    for t in range(len(values)):
        weights = weight ** np.arange(t, -1, -1)
        line.append(np.average(values[: t + 1], weights=weights))
    return np.array(line)
