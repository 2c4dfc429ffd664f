# caught: branch-missed
def alarm(run):
    for tag, each in run.scalars.items():
        if tag.startswith("gradient/") and each.steps[-1] < run.scalars["train/loss"].steps[-1]:
            return int(each.steps[-1]) + 5
    return None
