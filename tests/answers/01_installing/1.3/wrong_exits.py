# caught: training-other-error
import sys

from tensorboardX import SummaryWriter


def log_training(logdir, losses):
    writer = SummaryWriter(logdir)
    try:
        for step, loss in enumerate(losses):
            writer.add_scalar("train/loss", loss, step)
    except BaseException:
        writer.close()
        sys.exit(1)
    writer.close()
