def alarm(run):
    loss = run.scalars["epoch_loss"]
    for i in range(2, len(loss)):
        if loss.values[0] > 3 and loss.values[i] > 0.3 * loss.values[0]:
            return loss.steps[i]
    return None
