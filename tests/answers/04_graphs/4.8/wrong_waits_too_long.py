# caught: branch-late
def alarm(run):
    end = run.scalars["train/loss"].steps[-1]
    for tag in ("gradient/left", "gradient/middle", "gradient/right"):
        each = run.scalars.get(tag)
        alive = [] if each is None else each.steps[each.values > 0]
        if end - (alive[-1] if len(alive) else -5) > 120:
            return int(end)
    return None
