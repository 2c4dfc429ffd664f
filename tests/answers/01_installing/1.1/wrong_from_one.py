# caught: steps-missing
from tensorboardX import SummaryWriter


def log_curve(logdir, curve, steps):
    with SummaryWriter(logdir) as writer:
        for step in range(1, steps + 1):
            writer.add_scalar("y", curve(step), step)
