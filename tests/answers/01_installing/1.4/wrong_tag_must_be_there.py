# caught: raised
from tbxlab import read_run


def survived(directory, tag):
    run = read_run(directory)
    points = run.scalars[tag]
    return len(points), points.steps[-1], not run.damage
