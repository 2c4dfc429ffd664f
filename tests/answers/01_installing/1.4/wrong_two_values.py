# caught: survived-not-three
from tbxlab import read_run


def survived(directory, tag):
    run = read_run(directory)
    points = run.scalars.get(tag, ())
    return len(points), not run.damage
