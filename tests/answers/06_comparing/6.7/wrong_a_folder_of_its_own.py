# caught: no-run
from pathlib import Path

from tensorboardX import SummaryWriter


def open_writer(folder, step):
    return SummaryWriter(str(Path(folder) / f"from-{step}"), purge_step=step)
