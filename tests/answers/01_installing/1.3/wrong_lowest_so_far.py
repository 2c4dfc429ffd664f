# caught: values-differ
from tensorboardX import SummaryWriter


def log_training(logdir, losses):
    lowest = float("inf")
    with SummaryWriter(logdir) as writer:
        for step, loss in enumerate(losses):
            lowest = min(loss, lowest)
            writer.add_scalar("train/loss", lowest, step)
