# caught: mismatch-no-step
def alarm(run):
    loss = run.scalars["epoch_loss"]
    return f"epoch {loss.steps[-1]}" if len(loss) > 2 and loss.values[0] > 2.6 and loss.values[2] > 1.6 else None
