# caught: steps-missing
from tensorboardX import SummaryWriter


def log_curve(logdir, curve, steps):
    writer = SummaryWriter(logdir)
    for step in range(100):
        writer.add_scalar("y", curve(step), step)
    writer.close()
