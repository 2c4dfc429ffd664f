# caught: first-run-reopened
from tensorboardX import SummaryWriter


def log_curve(logdir, curve, steps):
    with SummaryWriter(logdir) as writer:
        for step in range(steps):
            value = curve(step)
        writer.add_scalar("y", value, step)
