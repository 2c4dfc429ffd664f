# caught: seam-shown
from tensorboardX import SummaryWriter


def open_writer(folder, step):
    return SummaryWriter(str(folder), filename_suffix=f".{step:08d}")
