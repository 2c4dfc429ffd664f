# caught: branch-early, branch-false
def alarm(run):
    for tag, each in run.scalars.items():
        if tag.startswith("gradient/") and len(each) > 1 and not each.values[-2:].any():
            return int(each.steps[-2])
        if each.steps[-1] < run.scalars["train/loss"].steps[-1] - 50:
            return int(each.steps[-1]) + 5
    return None
