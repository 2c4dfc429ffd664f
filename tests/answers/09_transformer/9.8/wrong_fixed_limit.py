# caught: collapse-false
def alarm(run):
    loss = run.scalars["val/loss"]
    for step, value in zip(loss.steps, loss.values, strict=True):
        if value > 2.5:
            return int(step)
    return None
