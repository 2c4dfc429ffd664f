# caught: mismatch-false
def alarm(run):
    accuracy = run.scalars["epoch_accuracy"]
    for i in range(1, len(accuracy)):
        if accuracy.values[i] < accuracy.values[i - 1]:
            return int(accuracy.steps[i])
    return None
