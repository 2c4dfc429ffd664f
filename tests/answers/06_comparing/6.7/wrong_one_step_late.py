# caught: seam-shown
from tensorboardX import SummaryWriter


def open_writer(folder, step):
    return SummaryWriter(str(folder), purge_step=step and step + 1, filename_suffix=f".{step:08d}")
