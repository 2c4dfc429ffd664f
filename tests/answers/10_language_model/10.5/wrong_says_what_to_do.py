# caught: spike-no-step
def alarm(run):
    loss = run.scalars["train/loss"]
    return "roll back" if loss.values[-1] > 1.5 * loss.values.min() else "wait"
