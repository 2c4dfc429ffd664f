# caught: first-run-reopened
from tensorboardX import SummaryWriter


def log_curve(logdir, curve, steps):
    for step in range(steps):
        with SummaryWriter(logdir) as writer:
            writer.add_scalar("y", curve(step), step)
