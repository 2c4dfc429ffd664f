# caught: unseen-missed
def alarm(run):
    std = run.scalars["inputs/std"]
    for i in range(1, len(std)):
        if std.values[i] > 1.25 or std.values[i] == std.values[i - 1]:
            return int(std.steps[i])
    return None
