import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    x = np.arange(30)
    for i in range(110, len(loss)):
        now = np.polyval(
            np.polyfit(x, np.minimum(loss.values[i - 29 : i + 1], 4 * np.median(loss.values[i - 29 : i + 1])), 1), 29
        )
        before = np.median(loss.values[i - 110 : i - 75])
        since = np.median(loss.values[i - 60 : i - 29])
        if now > 1.12 * before and since > 1.12 * before:
            return int(loss.steps[i])
    return None
