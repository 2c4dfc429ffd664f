# caught: survived-last
from tbxlab import read_run


def survived(directory, tag):
    run = read_run(directory)
    points = len(run.scalars[tag]) if tag in run.scalars else 0
    return points, points - 1 if points else None, not run.damage
