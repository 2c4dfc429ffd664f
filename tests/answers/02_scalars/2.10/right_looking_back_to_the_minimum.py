def alarm(run):
    loss = run.scalars["val/loss"]
    if loss.values[-1] > 1.3 * loss.values.min():
        return float(loss.steps[loss.values.argmin()])
    at = loss.values[::5]
    if len(at) > 3 and at[2] - at[3] > 0.5 * (at[0] - at[1]) > 0:
        return int(loss.steps[-1])
    return None
