# caught: seam-shown
from tensorboardX import SummaryWriter


def open_writer(folder, step):
    return SummaryWriter(str(folder), purge_step=max(step - 1, 0), filename_suffix=f".{step:08d}")
