# caught: alarm-early
def alarm(run):
    loss = run.scalars["val/loss"].values
    return 0 if loss[-1] > 1.4 * loss.min() or loss[-1] > 0.55 else None
