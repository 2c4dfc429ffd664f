# What is the log's last epoch when the alarm is asked is an early one: the log grows.
def alarm(run):
    loss = run.scalars["epoch_loss"]
    if len(loss) < 3:
        return None
    return int(loss.steps[-1]) if loss.values[0] > 2.6 and loss.values[2] > 1.6 else None
