# caught: training-swallowed
import contextlib

from tensorboardX import SummaryWriter


def log_training(logdir, losses):
    with SummaryWriter(logdir) as writer, contextlib.suppress(KeyboardInterrupt):
        for step, loss in enumerate(losses):
            writer.add_scalar("train/loss", loss, step)
