# caught: training-lost
from tensorboardX import SummaryWriter


def log_training(logdir, losses):
    writer = SummaryWriter(logdir)
    for step, loss in enumerate(losses):
        writer.add_scalar("train/loss", loss, step)
    writer.close()
