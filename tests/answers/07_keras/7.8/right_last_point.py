def alarm(run):
    loss = run.scalars["epoch_loss"]
    if len(loss) > 2 and loss.values[0] > 2.6 and loss.values[-1] > 2:
        return int(loss.steps[-1])
    return None
