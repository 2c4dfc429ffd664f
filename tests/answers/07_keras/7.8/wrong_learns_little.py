# caught: mismatch-false
def alarm(run):
    loss = run.scalars["epoch_loss"].values
    return 3 if len(loss) > 3 and loss[3] > 1.6 else None
