import time
from pathlib import Path

from tensorboardX import SummaryWriter


def open_writer(folder, step):
    if any(Path(folder).glob("events.out.tfevents.*")):
        time.sleep(1.1)
    return SummaryWriter(str(folder), purge_step=step)
