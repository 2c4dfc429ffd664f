from pathlib import Path

from tensorboardX import SummaryWriter


def open_writer(folder, step):
    there = len(list(Path(folder).glob("events.*")))
    return SummaryWriter(folder, purge_step=step, filename_suffix=f"-{there:04d}")
