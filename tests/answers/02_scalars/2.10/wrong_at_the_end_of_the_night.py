# caught: alarm-late
def alarm(run):
    loss = run.scalars["val/loss"]
    if loss.steps[-1] < 960:
        return None
    at = loss.values[::5]
    return 960 if loss.values[-1] > 1.3 * loss.values.min() or at[2] - at[3] > 0.5 * (at[0] - at[1]) else None
