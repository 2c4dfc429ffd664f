# caught: spike-false
import numpy as np


def alarm(run):
    norm = run.scalars["grad/norm"]
    for i in range(20, len(norm)):
        if norm.values[i] > 4 * np.median(norm.values[i - 20 : i]):
            return int(norm.steps[i])
    return None
