# caught: collapse-false
def alarm(run):
    loss, chance = run.scalars["train/loss"], run.scalars["val/loss"].values[0]
    for step, value in zip(loss.steps, loss.values, strict=True):
        if value > 1.15 * chance:
            return int(step)
    return None
