# caught: survived-points
from tbxlab import read_run


def survived(directory, tag):
    run = read_run(directory)
    points = run.files[0].records - 1
    return points, run.files[0].last_step, not run.damage
