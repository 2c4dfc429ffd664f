# caught: alarm-early, alarm-false, alarm-late
def alarm(run):
    loss = run.scalars["val/loss"]
    done = loss.steps[-1] / 960
    return loss.steps[-1] if loss.values[-1] > (0.75 - 0.3 * done) * loss.values[0] else None
