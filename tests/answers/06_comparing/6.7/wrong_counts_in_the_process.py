# caught: seam-lost
import itertools

from tensorboardX import SummaryWriter

NUMBERS = itertools.count()


def open_writer(folder, step):
    return SummaryWriter(str(folder), purge_step=step, filename_suffix=f".{next(NUMBERS):04d}")
