import numpy as np


def alarm(run):
    loss = run.scalars["val/loss"]
    smooth = np.convolve(loss.values, np.ones(5) / 5, "valid")  # value i: looks i to i + 4
    for i in range(10, len(smooth)):
        if smooth[: i - 9].min() <= smooth[i - 9 : i + 1].min():
            return int(loss.steps[i + 4])
    return None
