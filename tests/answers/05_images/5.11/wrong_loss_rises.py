# caught: unseen-missed
def alarm(run):
    loss = run.scalars["train/loss"]
    for i in range(10, len(loss)):
        if loss.values[i] > 0.8 and loss.values[i] > 2 * loss.values[i - 5 : i].mean():
            return int(loss.steps[i])
    return None
