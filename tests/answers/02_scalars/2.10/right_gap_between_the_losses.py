def alarm(run):
    train, val = run.scalars["train/loss"], run.scalars["val/loss"]
    for step, loss in zip(val.steps, val.values):
        lately = train.values[(train.steps >= step - 60) & (train.steps < step)]
        if len(lately) and loss - lately.mean() > 0.2:
            return step
        if step >= 400 and loss > 0.55:
            return step
    return None
