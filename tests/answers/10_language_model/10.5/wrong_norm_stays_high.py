# caught: spike-missed
import numpy as np


def alarm(run):
    norm = run.scalars["grad/norm"]
    for i in range(100, len(norm), 5):
        before = np.median(norm.values[i - 100 : i - 70])
        if all(np.median(norm.values[j - 14 : j + 1]) > 1.5 * before for j in range(i - 55, i + 1, 5)):
            return int(norm.steps[i])
    return None
