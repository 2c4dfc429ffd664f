# caught: spike-false
def alarm(run):
    loss = run.scalars["train/loss"]
    high = 0
    for step, value in zip(loss.steps, loss.values, strict=True):
        high = high + 1 if value > 2.4 else 0
        if high > 60:
            return int(step)
    return None
