def alarm(run):
    loss = run.scalars["val/loss"]
    mean, lowest, since = loss.values[0], float("inf"), 0
    for i, value in enumerate(loss.values):
        mean = 0.6 * mean + 0.4 * value
        if mean < lowest:
            lowest, since = mean, i
        elif i - since >= 10:
            return int(loss.steps[i])
    return None
