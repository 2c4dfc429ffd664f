# caught: steps-repeat
from tensorboardX import SummaryWriter


def log_training(logdir, losses):
    with SummaryWriter(logdir) as writer:
        for loss in losses:
            writer.add_scalar("train/loss", loss)
