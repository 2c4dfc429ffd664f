# caught: mismatch-early
def alarm(run):
    loss = run.scalars["epoch_loss"].values
    return 0 if len(loss) > 2 and loss[0] > 2.6 and loss[2] > 1.6 else None
