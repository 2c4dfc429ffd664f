# caught: training-swallowed
from tensorboardX import SummaryWriter


def log_training(logdir, losses):
    writer = SummaryWriter(logdir)
    try:
        for step, loss in enumerate(losses):
            writer.add_scalar("train/loss", loss, step)
    except BaseException as error:
        print("the training ended:", error)
    writer.close()
