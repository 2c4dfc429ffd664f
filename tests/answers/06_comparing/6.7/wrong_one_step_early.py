# caught: seam-shown
from pathlib import Path

from tensorboardX import SummaryWriter


def open_writer(folder, step):
    return SummaryWriter(
        str(folder), purge_step=max(step - 1, 0), filename_suffix=f".{len(list(Path(folder).glob('*tfevents*'))):04d}"
    )
