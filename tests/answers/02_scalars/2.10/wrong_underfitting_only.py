# caught: alarm-missed
def alarm(run):
    train = run.scalars["train/loss"].values
    return 300 if train[200:300].mean() > 0.55 else None
