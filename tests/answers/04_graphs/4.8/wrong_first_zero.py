# caught: branch-false, branch-early
def alarm(run):
    found = [
        int(each.steps[each.values == 0][0])
        for tag, each in run.scalars.items()
        if tag.startswith("gradient/") and (each.values == 0).any()
    ]
    return min(found, default=None)
