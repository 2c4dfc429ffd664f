# caught: mismatch-late
def alarm(run):
    loss = run.scalars["epoch_loss"]
    return int(loss.steps[-1]) if loss.values[0] > 2.6 and loss.values[2] > 1.6 else None
