# caught: alarm-false
def alarm(run):
    loss = run.scalars["val/loss"]
    for i in range(1, len(loss)):
        if loss.values[i] > loss.values[i - 1]:
            return int(loss.steps[i])
    train = run.scalars["train/loss"].values
    return 300 if train[200:300].mean() > 0.55 else None
