"""What does it cost to share a log, against reading it with `tbxlab.events`?

    python benchmarks/share.py                     # all logs below; about a minute
    python benchmarks/share.py --only scalars      # one of them

Each log is written first. It is then read, looked through (the listing) and shared, each in a process of its own, in
turns, so that a machine that is slow for a while slows all of them. Times are those of the processor, of the work
alone: starting Python and importing packages is not in them. The exit code is 1 where a bound is broken:

* scalars: to look through 100 MB and to share them takes at most 4 × the reader's time, and 10 s
* tags: 10,000 tags take at most 5 × the time of 2,500, so the time is linear in them
* mixed: histograms, images and texts, which TensorBoard's loader answers of what it would keep: at most 8 × the
  reader's time
* memory: at most 250 MB above what is there when the packages are imported, whatever the size of the log
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

START = 1_700_000_000.0
MB = 1e6
RATIO = {"scalars": 4.0, "mixed": 8.0}
SECONDS = 10.0
LINEAR = 5.0
MEMORY = 250 * MB


def open_log(folder: Path) -> Callable:
    """A function that adds an event with these values to a new log, as tensorboardX writes it, only faster."""
    from tensorboard.compat.proto import event_pb2

    from tbxlab.share.clean import frame

    folder.mkdir(parents=True)
    stream = (folder / f"events.out.tfevents.{int(START)}.some-host").open("wb")
    stream.write(frame(event_pb2.Event(wall_time=START, file_version="brain.Event:2").SerializeToString()))

    def add(step: int, *values: object) -> None:
        event = event_pb2.Event(wall_time=START + step * 0.7, step=step)
        event.summary.value.extend(values)
        stream.write(frame(event.SerializeToString()))

    return add


def write_scalars(folder: Path, tags: int, points: int) -> None:
    from tensorboard.compat.proto.summary_pb2 import Summary

    add, rng = open_log(folder / "run"), np.random.default_rng(0)
    for step in range(points):
        for tag, value in enumerate(rng.random(tags)):
            add(step, Summary.Value(tag=f"group{tag % 20}/tag{tag}", simple_value=value))


def write_mixed(folder: Path) -> None:
    """Scalars, histograms, pictures and texts in ten runs: about 100 MB."""
    from tensorboard.compat.proto.summary_pb2 import Summary

    rng, edges = np.random.default_rng(0), np.linspace(-3, 3, 600)
    noise = rng.bytes(20_000)
    for run in range(10):
        add = open_log(folder / f"run-{run}")
        for step in range(2_000):
            for tag in range(5):
                add(step, Summary.Value(tag=f"scalar{tag}", simple_value=rng.random()))
            if step % 4 == 0:
                value = Summary.Value(tag=f"weights/layer{step % 8}")
                value.histo.min, value.histo.max, value.histo.num = -3, 3, 1000
                value.histo.bucket_limit.extend(edges)
                value.histo.bucket.extend(rng.integers(0, 9, 600).astype(float))
                add(step, value)
            if step % 10 == 0:
                picture = Summary.Image(height=9, width=9, encoded_image_string=b"\x89PNG" + step.to_bytes(4) + noise)
                add(step, Summary.Value(tag="picture", image=picture))
                text = Summary.Value(tag="note/text_summary")
                text.metadata.plugin_data.plugin_name = "text"
                text.tensor.dtype = 7
                text.tensor.tensor_shape.dim.add(size=1)
                text.tensor.string_val.append(f"step **{step}** of /home/ann/data/x.csv".encode())
                add(step, text)


LOGS: dict[str, Callable[[Path], None]] = {
    "scalars": lambda folder: write_scalars(folder, tags=2, points=1_000_000),
    "tags-2500": lambda folder: write_scalars(folder, tags=2_500, points=5),
    "tags-10000": lambda folder: write_scalars(folder, tags=10_000, points=5),
    "mixed": write_mixed,
}


def peak_memory() -> int:
    """Bytes that this process has held at most."""
    import psutil

    if os.name == "nt":
        return psutil.Process().memory_info().peak_wset
    import resource

    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes if sys.platform == "darwin" else kilobytes * 1024


def measure_read(logdir: str, _: str) -> dict:
    from tbxlab.events import read_tree

    before, begun = peak_memory(), time.process_time()
    held = read_tree(logdir)
    return {"read": time.process_time() - begun, "memory": peak_memory() - before, "runs": len(held)}


def measure_share(logdir: str, out: str) -> dict:
    from tbxlab.compat import tensorboard_private as private
    from tbxlab.share import interface, share, survey

    with private.quiet_and_light(), tempfile.TemporaryDirectory() as empty:
        private.application(object(), Path(empty), "", {})  # imports all of TensorBoard
    interface.identity()
    before, begun = peak_memory(), time.process_time()
    found = survey(logdir)
    looked = time.process_time()
    made = share(found, out, place_interface=False)
    done = time.process_time()
    return {"look": looked - begun, "copy": done - looked, "memory": peak_memory() - before, "size": made.size}


MEASURES = {"read": measure_read, "share": measure_share}


def in_new_process(what: str, logdir: Path, out: Path) -> dict:
    ran = subprocess.run(
        [sys.executable, __file__, "--measure", what, str(logdir), str(out)], check=True, capture_output=True, text=True
    )
    return json.loads(ran.stdout)


def compare(name: str, turns: int) -> dict[str, float]:
    """Median seconds of the reader and of `share` on one log, and the ratio of each turn's two."""
    with tempfile.TemporaryDirectory(prefix="tbxlab-benchmark-") as temporary:
        logdir = Path(temporary) / "runs"
        LOGS[name](logdir)
        size = sum(path.stat().st_size for path in logdir.rglob("*") if path.is_file())
        pairs = []
        for turn in range(turns):
            out = Path(temporary) / f"out-{turn}"
            pairs.append((in_new_process("read", logdir, out), in_new_process("share", logdir, out)))
    ratios = [(shared["look"] + shared["copy"]) / read["read"] for read, shared in pairs]
    found = {
        "read": statistics.median(read["read"] for read, _ in pairs),
        "share": statistics.median(shared["look"] + shared["copy"] for _, shared in pairs),
        "ratio": statistics.median(ratios),
        "memory": max(shared["memory"] for _, shared in pairs),
    }
    print(f"{name}: {size / MB:.1f} MB, shared as {pairs[0][1]['size'] / MB:.1f} MB")
    print(f"  tbxlab.events  {found['read']:.2f} s, {max(read['memory'] for read, _ in pairs) / MB:.0f} MB of memory")
    print(f"  tbxlab share   {found['share']:.2f} s, {found['memory'] / MB:.0f} MB of memory")
    print(f"  ratio          {min(ratios):.1f} / {found['ratio']:.1f} / {max(ratios):.1f}", flush=True)
    return found


def verdicts(found: dict[str, dict[str, float]]) -> list[tuple[str, float, float]]:
    """(what, value, bound) of everything that was measured and has a bound."""
    held = []
    for name, bound in RATIO.items():
        if name in found:
            held.append((f"{name}: share against the reader", found[name]["ratio"], bound))
    if "scalars" in found:
        held.append(("scalars: seconds", found["scalars"]["share"], SECONDS))
    if {"tags-2500", "tags-10000"} <= set(found):
        ratio = found["tags-10000"]["share"] / found["tags-2500"]["share"]
        held.append(("four times the tags: times as long", ratio, LINEAR))
    return held + [(f"{name}: MB of memory", each["memory"] / MB, MEMORY / MB) for name, each in found.items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=LOGS, action="append", help="measure this log alone; repeatable")
    parser.add_argument("--turns", type=int, default=3, help="how often each is measured (default 3)")
    parser.add_argument("--measure", nargs=3, metavar=("WHAT", "LOGDIR", "OUT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        what, logdir, out = given.measure
        print(json.dumps(MEASURES[what](logdir, out)))
        return 0
    found = {name: compare(name, given.turns) for name in given.only or LOGS}
    broken = False
    for what, value, bound in verdicts(found):
        broken |= value > bound
        print(f"{what}: {value:.1f}, at most {bound:g}: {'yes' if value <= bound else 'NO'}")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
