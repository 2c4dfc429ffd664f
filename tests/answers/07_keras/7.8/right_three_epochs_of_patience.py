import math


def alarm(run):
    loss = run.scalars["epoch_loss"]
    guess = math.log(10)
    if not len(loss) or loss.values[0] < guess + 0.5:
        return None
    above = 0
    for step, value in zip(loss.steps, loss.values, strict=True):
        above = above + 1 if value > guess - 0.01 else 0
        if above == 3:
            return int(step)
    return None
