# caught: seam-shown
from pathlib import Path

from tensorboardX import SummaryWriter


def open_writer(folder, step):
    return SummaryWriter(
        str(folder), purge_step=step or None, filename_suffix=f".{len(list(Path(folder).glob('*tfevents*'))):04d}"
    )
