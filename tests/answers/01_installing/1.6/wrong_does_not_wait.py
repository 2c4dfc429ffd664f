# caught: board-tags
from tbxlab import board


def ask_tensorboard(logdir, run):
    with board.serve(logdir) as url:
        return sorted(board.ask(url, "data/plugin/scalars/tags").get(run, {}))
