# caught: board-none, raised
from tbxlab import read_tree


def ask_tensorboard(logdir, run):
    return sorted(read_tree(logdir)[run].scalars)
