# caught: callback-none
from tensorboardX import SummaryWriter


class Watch(SummaryWriter):
    pass
