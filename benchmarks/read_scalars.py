"""How much faster does `tbxlab.events` read scalars than TensorBoard's EventAccumulator?

    python benchmarks/read_scalars.py

One file of 100,000 scalars is written with tensorboardX. Both readers read it in turns, and the ratio of each turn
is taken, so that a machine that is slow for a while slows both. This is done twice, each time in a new process:
beside TensorFlow, whose record reader TensorBoard borrows, and without it. The exit code is 1 where a median
ratio is under its bound.
"""

import argparse
import gc
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import types

SCALARS = 100_000
TAGS = ("train/loss", "train/accuracy", "val/loss", "lr")
WITH, WITHOUT = "with TensorFlow", "without TensorFlow"
BOUNDS = {WITH: 3.0, WITHOUT: 6.0}


def write(folder: str) -> None:
    from tensorboardX import SummaryWriter

    with SummaryWriter(folder) as writer:
        for i in range(SCALARS):
            writer.add_scalar(TAGS[i % len(TAGS)], 1 / (i + 1), i // len(TAGS))


def read_theirs(folder: str):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    return EventAccumulator(folder, size_guidance={"scalars": 0}).Reload()  # 0: keep every point


def read_ours(folder: str):
    from tbxlab import events

    return events.read_run(folder)


def expect_equal(theirs, ours) -> None:
    """A fast reader of something else would prove nothing."""
    for tag in TAGS:
        points = [(point.step, point.value, point.wall_time) for point in theirs.Scalars(tag)]
        s = ours.scalars[tag]
        found = list(zip(s.steps.tolist(), s.values.tolist(), s.wall_times.tolist(), strict=True))
        if found != points or len(found) != SCALARS // len(TAGS):
            raise SystemExit(f"the two readers disagree about {tag}")


def compare(folder: str, way: str, turns: int) -> list[tuple[float, float]]:
    """Seconds of theirs and of ours, turn by turn, in this process. The first reading of each is not timed."""
    if way == WITHOUT:
        sys.modules["tensorboard.compat.notf"] = types.ModuleType("notf")  # TensorBoard's own switch
    expect_equal(read_theirs(folder), read_ours(folder))
    from tensorboard.compat import tf

    if (tf.__version__ == "stub") != (way == WITHOUT):
        raise SystemExit(f"TensorBoard should run {way} here, and does not")
    return [(seconds(read_theirs, folder), seconds(read_ours, folder)) for _ in range(turns)]


def seconds(read, folder: str) -> float:
    gc.collect()
    begin = time.perf_counter()
    read(folder)
    return time.perf_counter() - begin


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=7, help="how often each reader reads (default 7)")
    parser.add_argument("--compare", nargs=2, metavar=("FOLDER", "WAY"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.compare:
        print(json.dumps(compare(*options.compare, options.turns)))
        return 0

    too_slow = False
    with tempfile.TemporaryDirectory(prefix="read-scalars-") as folder:
        print(f"{SCALARS:,} scalars of {len(TAGS)} tags in one file, {options.turns} turns; min / median / max")
        write(folder)
        for way, bound in BOUNDS.items():
            if way == WITH and importlib.util.find_spec("tensorflow") is None:
                print(f"{way}: not measured, TensorFlow is not installed")
                continue
            command = [sys.executable, __file__, "--turns", str(options.turns), "--compare", folder, way]
            quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
            done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True, env=quiet)
            turns = json.loads(done.stdout.splitlines()[-1])
            ratios = [theirs / ours for theirs, ours in turns]
            enough = statistics.median(ratios) >= bound
            too_slow |= not enough
            print(way)
            print(f"  EventAccumulator  {spread([theirs for theirs, _ in turns], '.3f')} s")
            print(f"  tbxlab.events     {spread([ours for _, ours in turns], '.3f')} s")
            print(f"  ratio             {spread(ratios, '.1f')}   at least {bound:g}: {'yes' if enough else 'NO'}")
    return int(too_slow)


def spread(values: list[float], form: str) -> str:
    return " / ".join(format(f(values), form) for f in (min, statistics.median, max))


if __name__ == "__main__":
    sys.exit(main())
