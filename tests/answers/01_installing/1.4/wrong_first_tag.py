# caught: survived-points, survived-too-many
from tbxlab import read_run


def survived(directory, tag):
    run = read_run(directory)
    points = next(iter(run.scalars.values()), ())
    last = points.steps[-1] if len(points) else None
    return len(points), last, not run.damage
