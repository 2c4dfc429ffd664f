# caught: seam-shown
from pathlib import Path

from tensorboardX import SummaryWriter


def open_writer(folder, step):
    return SummaryWriter(
        str(folder), purge_step=step and step + 1, filename_suffix=f".{len(list(Path(folder).glob('*tfevents*'))):04d}"
    )
