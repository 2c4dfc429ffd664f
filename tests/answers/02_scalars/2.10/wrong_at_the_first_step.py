# caught: alarm-early
def alarm(run):
    loss = run.scalars["val/loss"]
    if loss.values[-1] > 1.3 * loss.values.min():
        return 0
    at = loss.values[::5]
    return 0 if len(at) > 3 and at[2] - at[3] > 0.5 * (at[0] - at[1]) > 0 else None
