# caught: steps-missing
from tensorboardX import SummaryWriter


def log_training(logdir, losses):
    with SummaryWriter(logdir) as writer:
        for step, loss in enumerate(losses):
            if loss:
                writer.add_scalar("train/loss", loss, step)
