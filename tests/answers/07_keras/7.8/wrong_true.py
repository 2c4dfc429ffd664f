# caught: mismatch-no-step
def alarm(run):
    return bool(run.scalars["epoch_loss"].values[0] > 2.6)
