# caught: training-lost, first-run-reopened
from tensorboardX import SummaryWriter


def log_training(logdir, losses):
    for step, loss in enumerate(losses):
        with SummaryWriter(logdir) as writer:
            writer.add_scalar("train/loss", loss, step)
