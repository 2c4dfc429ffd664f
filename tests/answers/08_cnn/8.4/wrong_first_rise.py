# caught: stop-false
def alarm(run):
    loss = run.scalars["val/loss"]
    for i in range(1, len(loss)):
        if loss.values[i] > loss.values[i - 1]:
            return int(loss.steps[i])
    return None
