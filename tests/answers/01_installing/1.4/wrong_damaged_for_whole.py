# caught: survived-whole
from tbxlab import read_run


def survived(directory, tag):
    run = read_run(directory)
    steps = run.scalars[tag].steps.tolist() if tag in run.scalars else []
    return len(steps), steps[-1] if steps else None, run.is_damaged
