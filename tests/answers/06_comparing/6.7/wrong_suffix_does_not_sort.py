# caught: seam-order
from pathlib import Path

from tensorboardX import SummaryWriter


def open_writer(folder, step):
    before = len(list(Path(folder).glob("*tfevents*")))
    return SummaryWriter(str(folder), purge_step=step, filename_suffix=f".{9 - before}")
