# caught: unseen-early
def alarm(run):
    std = run.scalars["inputs/std"]
    for step, value in zip(std.steps, std.values, strict=True):
        if not 0.85 < value < 1.05:
            return int(step)
    return None
