# caught: spike-false
def alarm(run):
    loss = run.scalars["train/loss"]
    return int(loss.steps[100]) if len(loss) > 100 else None
