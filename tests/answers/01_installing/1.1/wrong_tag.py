# caught: no-tag
from tensorboardX import SummaryWriter


def log_curve(logdir, curve, steps):
    with SummaryWriter(logdir) as writer:
        for step in range(steps):
            writer.add_scalar("curve", curve(step), step)
