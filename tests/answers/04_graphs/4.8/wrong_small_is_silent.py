# caught: branch-false, branch-early
def alarm(run):
    for tag, each in run.scalars.items():
        if tag.startswith("gradient/"):
            for i in range(10, len(each)):
                if each.values[i - 10 : i].max() < 1e-2:
                    return int(each.steps[i - 10])
    return None
