# caught: survived-damaged
from tbxlab import read_run


def survived(directory, tag):
    steps = read_run(directory).scalars[tag].steps if tag in read_run(directory).scalars else []
    return len(steps), steps[-1] if len(steps) else None, True
