# caught: collapse-false
def alarm(run):
    loss = run.scalars["val/loss"]
    for i in range(3, len(loss.steps)):
        if loss.values[i] > loss.values[i - 1] > loss.values[i - 2] > loss.values[i - 3]:
            return int(loss.steps[i])
    return None
