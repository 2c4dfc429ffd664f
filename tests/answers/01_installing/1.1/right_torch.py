from torch.utils.tensorboard import SummaryWriter


def log_curve(logdir, curve, steps):
    writer = SummaryWriter(log_dir=str(logdir))
    for step in range(steps):
        writer.add_scalar("y", curve(step), global_step=step)
    writer.close()
