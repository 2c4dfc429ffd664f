# caught: alarm-false
def alarm(run):
    loss = run.scalars["val/loss"]
    if len(loss) > 1 and loss.values[-1] > loss.values[-2]:
        return int(loss.steps[-1])
    at = loss.values[::5]
    if len(at) > 3 and at[2] - at[3] > 0.5 * (at[0] - at[1]) > 0:
        return int(loss.steps[-1])
    return None
