# caught: seam-lost
import shutil

from tensorboardX import SummaryWriter


def open_writer(folder, step):
    shutil.rmtree(folder, ignore_errors=True)
    return SummaryWriter(str(folder), purge_step=step)
