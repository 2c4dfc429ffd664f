import numpy as np


def alarm(run):
    mean, std = run.scalars["inputs/mean"], run.scalars["inputs/std"]
    usual = np.mean(std.values[:4])
    for i in range(1, len(std)):
        change = std.values[i] / usual
        if change > 1.3 or change < 0.6 or mean.values[i] == mean.values[i - 1]:
            return int(std.steps[i])
    return None
