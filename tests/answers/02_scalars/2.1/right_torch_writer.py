from torch.utils.tensorboard import SummaryWriter

own = {}


def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    if writer.logdir not in own:
        own[writer.logdir] = SummaryWriter(writer.logdir, filename_suffix=".torch")
    own[writer.logdir].add_scalar("train/loss", loss, epoch * batches_per_epoch + batch)
    own[writer.logdir].flush()
