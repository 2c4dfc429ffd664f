# caught: collapse-false
def alarm(run):
    loss = run.scalars["grad/norm"]
    for step, value in zip(loss.steps, loss.values, strict=True):
        if value > 1.5:
            return int(step)
    return None
