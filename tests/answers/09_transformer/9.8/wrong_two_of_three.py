# caught: collapse-false
def alarm(run):
    loss = run.scalars["val/loss"]
    high = loss.values > 1.05 * loss.values[0]
    for i in range(2, len(high)):
        if high[i - 2 : i + 1].sum() >= 2:
            return int(loss.steps[i])
    return None
