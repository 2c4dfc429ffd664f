# caught: branch-early
def alarm(run):
    end = run.scalars["train/loss"].steps[-1]
    for tag, each in run.scalars.items():
        if tag.startswith("gradient/"):
            alive = each.steps[each.values > 0]
            if not len(alive) or alive[-1] < end - 50:
                return 180
    return None
