# caught: mismatch-late
def alarm(run):
    loss = run.scalars["epoch_loss"].values
    return 2 if len(loss) > 8 and loss[0] > 2.6 and loss[-1] > 2 else None
