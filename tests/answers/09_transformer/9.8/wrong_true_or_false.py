# caught: collapse-no-step
def alarm(run):
    loss = run.scalars["val/loss"].values
    return bool((loss > 1.15 * loss[0]).any())
