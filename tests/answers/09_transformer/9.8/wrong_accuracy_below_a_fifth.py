# caught: collapse-false
def alarm(run):
    loss = run.scalars["val/accuracy"]
    for step, value in zip(loss.steps, loss.values, strict=True):
        if value < 0.2:
            return int(step)
    return None
