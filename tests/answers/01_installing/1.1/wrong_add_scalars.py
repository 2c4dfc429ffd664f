# caught: first-run-elsewhere
from tensorboardX import SummaryWriter


def log_curve(logdir, curve, steps):
    with SummaryWriter(logdir) as writer:
        for step in range(steps):
            writer.add_scalars("y", {"y": curve(step)}, step)
