# caught: no-run
from tensorboardX import SummaryWriter


def log_curve(logdir, curve, steps):
    with SummaryWriter(logdir / "runs" / "first") as writer:
        for step in range(steps):
            writer.add_scalar("y", curve(step), step)
