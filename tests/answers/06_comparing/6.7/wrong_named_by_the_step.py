# caught: seam-lost
from tensorboardX import SummaryWriter


def open_writer(folder, step):
    return SummaryWriter(str(folder), purge_step=step, filename_suffix=f".{step:08d}")
