"""What does a point cost with tf.summary, with torch.utils.tensorboard and with tensorboardX?

    python benchmarks/writers.py

The three write the same scalars, and then the same histograms, in turns and in one process; a turn's ratios are to
tensorboardX in the same turn, so that a machine that is slow for a while slows all three. A turn's time begins when the
writer is there and ends when its file is closed. What the calls alone take, which is what the training loop waits for,
is timed apart: torch and tensorboardX hand the points to a thread of theirs. Every file is read back by tbxlab.events
and must have every point. Without TensorFlow the other two are compared.
"""

import argparse
import gc
import importlib.util
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np

SCALARS, HISTOGRAMS, SIZE = 5_000, 200, 10_000
BASE = "tensorboardX"
RNG = np.random.default_rng(0)


class Turn(NamedTuple):
    calls: float  # seconds until the last call returned
    closed: float  # seconds until the file was closed
    size: int  # bytes of the file


def make_tf(folder: Path):
    """Return a tf.summary writer with the two calls of the others."""
    import tensorflow as tf

    class Writer:
        def __init__(self):
            self.writer = tf.summary.create_file_writer(str(folder))
            self.writer.set_as_default()

        def add_scalar(self, tag, value, step):
            tf.summary.scalar(tag, value, step)

        def add_histogram(self, tag, values, step):
            tf.summary.histogram(tag, values, step)

        def close(self):
            self.writer.close()

    return Writer()


def make_torch(folder: Path):
    from torch.utils.tensorboard import SummaryWriter

    return SummaryWriter(str(folder))


def make_tensorboardx(folder: Path):
    from tensorboardX import SummaryWriter

    return SummaryWriter(str(folder))


WRITERS = {"tf.summary": make_tf, "torch.utils.tensorboard": make_torch, BASE: make_tensorboardx}


def write_scalars(writer, values: np.ndarray) -> None:
    for step, value in enumerate(values.tolist()):
        writer.add_scalar("loss", value, step)


def write_histograms(writer, values: np.ndarray) -> None:
    for step, drawn in enumerate(values):
        writer.add_histogram("weights", drawn, step)


def expect_scalars(run, values: np.ndarray) -> None:
    found = run.scalars["loss"]
    if found.steps.tolist() != list(range(len(values))) or not np.array_equal(found.values, values):
        raise SystemExit(f"{run.path}: not every scalar is there")


def expect_histograms(run, values: np.ndarray) -> None:
    found = run.histograms["weights"]
    numbers = [histogram.number for histogram in found.buckets]
    if found.steps.tolist() != list(range(len(values))) or numbers != [len(drawn) for drawn in values]:
        raise SystemExit(f"{run.path}: not every histogram is there")


def measure(make: Callable, write: Callable, expect: Callable, values: np.ndarray) -> Turn:
    from tbxlab import events

    with tempfile.TemporaryDirectory(prefix="writers-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with closing(make(folder / "first")) as writer:
            write(writer, values[:1])  # what is imported or compiled at a first call is not timed
        writer = make(folder / "timed")
        gc.collect()
        begin = time.perf_counter()
        write(writer, values)
        calls = time.perf_counter() - begin
        writer.close()
        closed = time.perf_counter() - begin
        expect(events.read_run(folder / "timed"), values)
        return Turn(calls, closed, sum(file.stat().st_size for file in (folder / "timed").iterdir()))


def report(kind: str, count: int, turns: dict[str, list[Turn]]) -> None:
    print(f"{count:,} {kind}; min / median / max")
    print(
        f"  {'':24}{'µs a call':>22}{'µs until closed':>24}{'bytes each':>12}"
        f"{'call / ' + BASE:>26}{'closed / ' + BASE:>26}"
    )
    base = turns[BASE]
    for name, measured in turns.items():
        columns = [
            spread([1e6 * getattr(turn, field) / count for turn in measured], ".0f") for field in ("calls", "closed")
        ]
        ratios = [
            spread(
                [getattr(turn, field) / getattr(other, field) for turn, other in zip(measured, base, strict=True)],
                ".2f",
            )
            for field in ("calls", "closed")
        ]
        size = statistics.median(turn.size for turn in measured) / count
        print(f"  {name:24}{columns[0]:>22}{columns[1]:>24}{size:>12.0f}{ratios[0]:>26}{ratios[1]:>26}")


def spread(values: list[float], form: str) -> str:
    return " / ".join(format(f(values), form) for f in (min, statistics.median, max))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=7, help="how often each writer writes (default 7)")
    parser.add_argument("--scalars", type=int, default=SCALARS, help=f"in a turn (default {SCALARS})")
    parser.add_argument("--histograms", type=int, default=HISTOGRAMS, help=f"in a turn (default {HISTOGRAMS})")
    parser.add_argument("--size", type=int, default=SIZE, help=f"values of one histogram (default {SIZE})")
    options = parser.parse_args()
    os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}  # read when TensorFlow is imported

    makers = dict(WRITERS)
    if importlib.util.find_spec("tensorflow") is None:
        del makers["tf.summary"]
        print("tf.summary: not measured, TensorFlow is not installed")
    kinds = {
        "scalars": (write_scalars, expect_scalars, RNG.normal(size=options.scalars).astype(np.float32)),
        f"histograms of {options.size:,} values": (
            write_histograms,
            expect_histograms,
            RNG.normal(size=(options.histograms, options.size)).astype(np.float32),
        ),
    }
    for kind, (write, expect, values) in kinds.items():
        turns = {name: [] for name in makers}
        for turn in range(options.turns):
            names = list(makers)
            for name in names[turn % len(names) :] + names[: turn % len(names)]:  # each is first in its turn
                turns[name].append(measure(makers[name], write, expect, values))
        report(kind, len(values), turns)
    return 0


if __name__ == "__main__":
    sys.exit(main())
