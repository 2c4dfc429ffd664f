# caught: mismatch-missed
import math


def alarm(run):
    loss = run.scalars["epoch_loss"]
    for step, value in zip(loss.steps, loss.values, strict=True):
        if abs(value - math.log(10)) < 1e-4:
            return int(step)
    return None
