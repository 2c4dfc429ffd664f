# caught: alarm-early, alarm-late
def alarm(run):
    loss = run.scalars["val/loss"]
    at = loss.values[::5]
    straight = len(at) > 3 and at[2] - at[3] > 0.5 * (at[0] - at[1]) > 0
    return 240 if straight or loss.values[-1] > 1.3 * loss.values.min() else None
