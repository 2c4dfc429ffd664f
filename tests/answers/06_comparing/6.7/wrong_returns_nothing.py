# caught: seam-no-writer
from tensorboardX import SummaryWriter


def open_writer(folder, step):
    SummaryWriter(str(folder), purge_step=step)
