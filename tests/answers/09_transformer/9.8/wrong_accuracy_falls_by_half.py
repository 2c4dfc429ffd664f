# caught: collapse-missed
def alarm(run):
    accuracy = run.scalars["val/accuracy"]
    for i in range(2, len(accuracy)):
        if accuracy.values[i] < 0.4 * accuracy.values[:i].max():
            return int(accuracy.steps[i])
    return None
