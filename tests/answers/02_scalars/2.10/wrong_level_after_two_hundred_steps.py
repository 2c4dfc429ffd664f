# caught: alarm-false, alarm-missed, alarm-late
def alarm(run):
    loss = run.scalars["val/loss"]
    return loss.steps[-1] if loss.steps[-1] >= 200 and loss.values[-1] > 0.6 else None
