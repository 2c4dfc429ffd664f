# caught: steps-missing
from itertools import count

steps = count()


def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    writer.add_scalar("train/loss", loss, next(steps))
