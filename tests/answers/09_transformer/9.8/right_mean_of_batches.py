def alarm(run):
    loss, guessing = run.scalars["train/loss"], run.scalars["val/loss"].values[0]
    for i in range(9, len(loss)):
        if loss.values[i - 9 : i + 1].mean() > 1.15 * guessing:
            return int(loss.steps[i])
    return None
