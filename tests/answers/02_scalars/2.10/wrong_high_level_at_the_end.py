# caught: alarm-late, alarm-false, alarm-missed
def alarm(run):
    loss = run.scalars["val/loss"]
    return 960 if loss.steps[-1] >= 960 and loss.values[-1] > 0.55 else None
