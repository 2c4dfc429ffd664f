# caught: survived-damaged
from tbxlab import read_run


def survived(directory, tag):
    run = read_run(directory)
    points = run.scalars.get(tag, ())
    last = points.steps[-1] if len(points) else None
    damaged = [each for each in run.damage if each.file == run.files[-1].path]
    return len(points), last, not damaged
