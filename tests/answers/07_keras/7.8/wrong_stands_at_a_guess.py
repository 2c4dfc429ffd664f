# caught: mismatch-false
import math


def alarm(run):
    loss = run.scalars["epoch_loss"]
    for i in range(2, len(loss)):
        if abs(loss.values[i] - math.log(10)) < 0.2 and abs(loss.values[i - 1] - math.log(10)) < 0.2:
            return int(loss.steps[i])
    return None
