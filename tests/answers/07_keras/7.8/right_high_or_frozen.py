import math


def alarm(run):
    loss = run.scalars["epoch_loss"]
    for step, value in zip(loss.steps[1:7], loss.values[1:7], strict=True):
        if value > 2.7 or abs(value - math.log(10)) < 2e-4:
            return int(step)
    return None
