def alarm(run):
    loss = run.scalars["val/loss"]
    if len(loss) > 3 and loss.values[-3:].min() > 1.2 * loss.values.min():
        return int(loss.steps[-1])
    if loss.steps[-1] >= 900 and loss.values[-6] - loss.values[-1] > 0.3 * (loss.values[0] - loss.values[5]):
        return int(loss.steps[-1])
    return None
