def alarm(run):
    loss, accuracy = run.scalars["epoch_loss"].values, run.scalars["epoch_accuracy"].values
    if len(loss) < 4:
        return None
    return 3 if loss[0] > 2.6 and (loss[3] > 1.5 or accuracy[3] < 0.4) else None
