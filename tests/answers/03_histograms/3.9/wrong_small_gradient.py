# caught: starving-missed, starving-false
def alarm(run):
    first = run.scalars["gradient_norm/layer1"]
    low = first.steps[first.values < 1e-3]
    return int(low[0]) if len(low) else None
