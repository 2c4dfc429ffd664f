# caught: alarm-missed
def alarm(run):
    loss = run.scalars["val/loss"]
    at = loss.values[::5]
    if len(at) > 3 and at[2] - at[3] > 0.5 * (at[0] - at[1]) > 0:
        return int(loss.steps[-1])
    return None
