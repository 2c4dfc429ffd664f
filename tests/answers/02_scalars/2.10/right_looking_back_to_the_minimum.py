def alarm(run):
    loss = run.scalars["val/loss"]
    if loss.values[-1] > 1.3 * loss.values.min():
        return float(loss.steps[loss.values.argmin()])
    return 960 if loss.values[-1] > 0.55 else None
