# caught: first-run-reopened
from tensorboardX import SummaryWriter


def log_curve(logdir, curve, steps):
    writer = SummaryWriter(logdir)
    for step in range(steps):
        writer.add_scalar("y", curve(step), step)
        writer.close()
