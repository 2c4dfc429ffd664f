# caught: collapse-false, collapse-missed
def alarm(run):
    loss = run.scalars["val/loss"]
    for step, value in zip(loss.steps, loss.values, strict=True):
        if step == 120 and value > 1.1 * loss.values[0]:
            return int(step)
    return None
