# caught: seam-other
from pathlib import Path

from tensorboardX import SummaryWriter


class Rounded(SummaryWriter):
    def add_scalar(self, tag, value, step):
        super().add_scalar(tag, round(value, 2), step)


def open_writer(folder, step):
    there = len(list(Path(folder).glob("events.*")))
    return Rounded(folder, purge_step=step, filename_suffix=f"-{there:04d}")
