# caught: mismatch-early
def alarm(run):
    loss = run.scalars["epoch_loss"].values
    return 2 if loss[0] > 3 and loss[-1] > 1.5 else None
