# caught: stop-false
def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(10, len(loss)):
        if loss.values[i] > loss.values[i - 10]:
            return int(loss.steps[i])
    return None
