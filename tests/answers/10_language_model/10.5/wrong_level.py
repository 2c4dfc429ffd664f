# caught: spike-false
def alarm(run):
    loss = run.scalars["train/loss"]
    for step, value in zip(loss.steps, loss.values, strict=True):
        if value > 3:
            return int(step)
    return None
