from torch.utils.tensorboard import SummaryWriter


def open_writer(folder, step):
    return SummaryWriter(str(folder), purge_step=step)
