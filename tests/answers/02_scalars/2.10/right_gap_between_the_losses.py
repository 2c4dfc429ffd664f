def alarm(run):
    train, loss = run.scalars["train/loss"], run.scalars["val/loss"]
    if len(train) > 60 and loss.values[-1] > 1.6 * train.values[-60:].mean():
        return loss.steps[-1]
    at = loss.values[::5]
    if len(at) > 3 and at[2] - at[3] > 0.5 * (at[0] - at[1]) > 0:
        return int(loss.steps[-1])
    return None
