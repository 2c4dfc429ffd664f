# caught: survived-points
from tbxlab import read_run


def survived(directory, tag):
    run = read_run(directory)
    points = run.scalars.get("train/loss", ())
    last = points.steps[-1] if len(points) else None
    return len(points), last, not run.damage
