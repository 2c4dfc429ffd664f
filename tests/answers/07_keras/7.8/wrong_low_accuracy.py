# caught: mismatch-false
def alarm(run):
    return 4 if run.scalars["epoch_accuracy"].values[4] < 0.5 else None
