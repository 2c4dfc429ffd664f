def alarm(run):
    loss = run.scalars["val/loss"]
    risen = loss.values[-3:].min() > 1.25 * loss.values.min()
    half = len(loss) // 2
    straight = len(loss) > 25 and loss.values[half] - loss.values[-1] > 0.35 * (loss.values[0] - loss.values[-1])
    return loss.steps[-1] if risen or straight else None
