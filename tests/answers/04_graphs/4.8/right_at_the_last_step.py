def alarm(run):
    end = run.scalars["train/loss"].steps[-1]
    for tag, each in run.scalars.items():
        if tag.startswith("gradient/"):
            alive = each.steps[each.values > 0]
            last = alive[-1] if len(alive) else -5
            if last < end - 50:
                return int(end)
    return None
