# caught: stop-false
def alarm(run):
    loss = run.scalars["val/loss"]
    return int(loss.steps[loss.values.argmin()])
