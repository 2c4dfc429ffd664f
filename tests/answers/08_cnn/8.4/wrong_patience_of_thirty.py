# caught: stop-late
def alarm(run):
    loss = run.scalars["val/loss"]
    lowest, since = float("inf"), 0
    for i, value in enumerate(loss.values):
        if value < lowest:
            lowest, since = value, i
        elif i - since >= 30:
            return int(loss.steps[i])
    return None
