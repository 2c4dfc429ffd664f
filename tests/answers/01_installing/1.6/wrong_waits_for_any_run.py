# caught: raised
from tbxlab import board


def ask_tensorboard(logdir, run):
    tags = {}
    with board.serve(logdir) as url:
        while not tags:
            tags = board.ask(url, "data/plugin/scalars/tags")
    return sorted(tags[run])
