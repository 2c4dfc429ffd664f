import numpy as np


def alarm(run):
    train, loss = run.scalars["train/loss"], run.scalars["val/loss"]
    for step, value in zip(loss.steps, loss.values, strict=True):
        before = train.values[(train.steps > step - 9) & (train.steps <= step)]
        if len(before) >= 4 and value > 1.05 * loss.values[0] and np.median(before) > 1.05 * loss.values[0]:
            return int(step)
    return None
