from torch.utils.tensorboard import SummaryWriter


def log_training(logdir, losses):
    writer = SummaryWriter(str(logdir))
    try:
        for step, loss in enumerate(losses):
            writer.add_scalar("train/loss", loss, step)
    except:
        writer.close()
        raise
    writer.close()
