# caught: mismatch-false
def alarm(run):
    loss = run.scalars["epoch_loss"].values
    return 1 if loss[0] > 2.6 else None
