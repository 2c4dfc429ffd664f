# caught: spike-no-step
def alarm(run):
    loss = run.scalars["train/loss"]
    return bool(loss.values[-1] > 1.2 * loss.values[:20].mean())
