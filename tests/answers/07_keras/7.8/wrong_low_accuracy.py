# caught: mismatch-false
def alarm(run):
    accuracy = run.scalars["epoch_accuracy"].values
    return 4 if len(accuracy) > 4 and accuracy[4] < 0.5 else None
