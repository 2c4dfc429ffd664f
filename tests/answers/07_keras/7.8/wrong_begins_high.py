# caught: mismatch-false
def alarm(run):
    loss = run.scalars["epoch_loss"].values
    return 1 if len(loss) > 1 and loss[0] > 2.6 else None
