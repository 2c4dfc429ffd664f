# caught: alarm-false, alarm-early
def alarm(run):
    return run.scalars["val/loss"].steps[-1]
