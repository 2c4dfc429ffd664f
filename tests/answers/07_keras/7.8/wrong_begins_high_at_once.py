# caught: mismatch-early
def alarm(run):
    loss = run.scalars["epoch_loss"].values
    return 0 if loss[0] > 2.6 else None
