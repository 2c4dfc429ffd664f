# caught: mismatch-missed
def alarm(run):
    loss = run.scalars["epoch_loss"]
    for step, value in zip(loss.steps[1:7], loss.values[1:7], strict=True):
        if value > 2.6:
            return int(step)
    return None
