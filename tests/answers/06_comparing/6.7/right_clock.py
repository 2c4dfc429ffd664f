import time

from tensorboardX import SummaryWriter


def open_writer(folder, step):
    return SummaryWriter(folder, purge_step=step, filename_suffix=f".{time.time_ns()}")
