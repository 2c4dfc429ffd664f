# caught: mismatch-missed
def alarm(run):
    accuracy = run.scalars["epoch_accuracy"]
    if len(accuracy) > 1 and accuracy.values[-1] < accuracy.values[0]:
        return int(accuracy.steps[-1])
    return None
