# caught: branch-early, branch-false, branch-missed
def alarm(run):
    loss = run.scalars["train/loss"]
    return int(loss.steps[-1]) if loss.values[-20:].mean() > 0.6 else None
