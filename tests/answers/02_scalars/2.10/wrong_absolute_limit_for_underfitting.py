# caught: alarm-false
def alarm(run):
    loss = run.scalars["val/loss"]
    if loss.values[-1] > 1.3 * loss.values.min():
        return int(loss.steps[-1])
    return 500 if loss.steps[-1] >= 500 and loss.values.min() > 0.5 else None
