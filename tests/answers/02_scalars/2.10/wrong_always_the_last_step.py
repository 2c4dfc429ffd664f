# caught: alarm-false
def alarm(run):
    return run.scalars["val/loss"].steps[-1]
