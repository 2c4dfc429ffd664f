from tbxlab import read_run


def survived(directory, tag):
    run = read_run(str(directory))
    steps = run.scalars[tag].steps if tag in run.scalars else []
    return [len(steps), max(steps, default=None), not run.is_damaged]
