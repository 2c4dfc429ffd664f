# caught: unseen-early
def alarm(run):
    loss = run.scalars["train/loss"]
    return None if loss.values[-5:].mean() < loss.values[:5].mean() else int(loss.steps[-1])
