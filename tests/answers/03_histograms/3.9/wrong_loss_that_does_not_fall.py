# caught: starving-false, starving-early
import math


def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(5, len(loss)):
        if loss.values[i - 5 : i].mean() > math.log(2):
            return int(loss.steps[i])
    return None
