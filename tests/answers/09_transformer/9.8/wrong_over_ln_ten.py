# caught: collapse-false
import math


def alarm(run):
    loss = run.scalars["val/loss"]
    for step, value in zip(loss.steps, loss.values, strict=True):
        if value > 1.1 * math.log(10):
            return int(step)
    return None
