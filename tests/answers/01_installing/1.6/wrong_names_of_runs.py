# caught: board-tags
from tbxlab import board


def ask_tensorboard(logdir, run):
    with board.serve(logdir) as url:
        return board.wait_for_runs(url, run)
