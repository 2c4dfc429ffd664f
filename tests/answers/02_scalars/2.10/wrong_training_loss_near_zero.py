# caught: alarm-missed, alarm-late, alarm-false
def alarm(run):
    train = run.scalars["train/loss"]
    if len(train) > 50 and train.values[-50:].mean() < 0.05:
        return int(train.steps[-1])
    return 300 if len(train) > 300 and train.values[200:300].mean() > 0.55 else None
