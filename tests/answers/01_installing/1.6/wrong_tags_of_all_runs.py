# caught: board-tags
from tbxlab import board


def ask_tensorboard(logdir, run):
    with board.serve(logdir) as url:
        board.wait_for_runs(url, run)
        tags = {}
        while run not in tags:
            tags = board.ask(url, "data/plugin/scalars/tags")
    return sorted(tag for each in tags.values() for tag in each)
