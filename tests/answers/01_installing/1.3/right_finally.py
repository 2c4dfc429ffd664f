from tensorboardX import SummaryWriter


def log_training(logdir, losses):
    writer = SummaryWriter(str(logdir))
    try:
        step = 0
        for loss in losses:
            writer.add_scalar("train/loss", loss, step)
            step += 1
    finally:
        writer.close()
