# caught: collapse-false
def alarm(run):
    loss = run.scalars["val/loss"].values
    return 10 if loss.max() > 1.15 * loss[0] else None
