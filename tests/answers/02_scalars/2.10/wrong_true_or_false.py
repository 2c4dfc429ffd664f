# caught: alarm-no-step
def alarm(run):
    loss = run.scalars["val/loss"].values
    return bool(loss[-1] > 1.4 * loss.min())
