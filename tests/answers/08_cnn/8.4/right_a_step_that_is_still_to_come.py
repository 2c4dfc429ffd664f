import numpy as np


def alarm(run):
    smooth = np.convolve(run.scalars["val/loss"].values, np.ones(5) / 5, "valid")
    return 400 if smooth.argmin() < len(smooth) - 11 else None
