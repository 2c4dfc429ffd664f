import numpy as np


def alarm(run):
    loss = run.scalars["train/loss"]
    x = np.arange(30)
    for i in range(120, len(loss), 5):
        last = loss.values[i - 29 : i + 1]
        slope, start = np.polyfit(x, np.minimum(last, 4 * np.median(last)), 1)
        before = np.median(loss.values[i - 120 : i - 85])
        since = np.median(loss.values[i - 80 : i - 49])
        if start + 29 * slope > 1.12 * before and since > 1.12 * before:
            return int(loss.steps[i])
    return None
