# caught: branch-missed
def alarm(run):
    for tag, each in run.scalars.items():
        if tag.startswith("gradient/") and len(each) > 10 and not each.values[-10:].any():
            alive = each.steps[each.values > 0]
            return int(alive[-1]) + 5 if len(alive) else 0
    return None
