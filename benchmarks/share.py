"""What does it cost to share a large log: time, size and memory?

    python benchmarks/share.py                          # 100 runs × 200 tags × 50 points, and 2 histograms a run

The log is written first, then shared in a process of its own, whose peak of memory is taken. For comparison the
same log is loaded by TensorBoard's slow loader, the one that `share` uses, in another process: its time is the
floor, and its memory is what one process would need that held all runs at once.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import numpy as np

START = 1_700_000_000.0
HISTOGRAM_STEPS = 20
MB = 1e6


def write_log(folder: Path, runs: int, tags: int, points: int, histograms: int) -> None:
    """A log as tensorboardX writes it, only faster."""
    from tensorboard.compat.proto import event_pb2, summary_pb2

    from tbxlab.share.clean import frame

    rng = np.random.default_rng(0)
    edges = np.linspace(-3, 3, 600)
    for run in range(runs):
        directory = folder / f"run-{run:03d}"
        directory.mkdir(parents=True)
        with (directory / f"events.out.tfevents.{int(START)}.some-host").open("wb") as stream:
            stream.write(frame(event_pb2.Event(wall_time=START, file_version="brain.Event:2").SerializeToString()))

            def add(step, *values, stream=stream):
                event = event_pb2.Event(wall_time=START + step * 0.7, step=step)
                event.summary.value.extend(values)
                stream.write(frame(event.SerializeToString()))

            for step in range(points):
                for tag, value in enumerate(rng.random(tags)):
                    add(step, summary_pb2.Summary.Value(tag=f"group{tag % 20}/tag{tag}", simple_value=value))
            for step in range(HISTOGRAM_STEPS):
                for tag in range(histograms):
                    value = summary_pb2.Summary.Value(tag=f"weights/layer{tag}")
                    value.histo.min, value.histo.max, value.histo.num = -3, 3, 1000
                    value.histo.bucket_limit.extend(edges)
                    value.histo.bucket.extend(rng.integers(0, 9, 600).astype(float))
                    add(step, value)


def peak_memory() -> int:
    """Bytes that this process has held at most."""
    import psutil

    if os.name == "nt":
        return psutil.Process().memory_info().peak_wset
    import resource

    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes if sys.platform == "darwin" else kilobytes * 1024


def measure_share(logdir: str, out: str) -> dict:
    from tbxlab.share import share, survey

    before, begun = peak_memory(), time.perf_counter()
    found = survey(logdir)
    looked = time.perf_counter()
    share(found, out, place_interface=False)
    done = time.perf_counter()
    return {"look": looked - begun, "copy": done - looked, "memory": peak_memory(), "imports": before}


def measure_loader(logdir: str, _: str) -> dict:
    from tbxlab.compat import tensorboard_private as private

    with private.quiet_and_light():
        before, begun = peak_memory(), time.perf_counter()
        held = [private.load_run(run, run.name, {}) for run in sorted(Path(logdir).iterdir())]
        return {"load": time.perf_counter() - begun, "memory": peak_memory(), "imports": before, "runs": len(held)}


MEASURES = {"share": measure_share, "loader": measure_loader}


def in_new_process(what: str, logdir: Path, out: Path) -> dict:
    ran = subprocess.run(
        [sys.executable, __file__, "--measure", what, str(logdir), str(out)], check=True, capture_output=True, text=True
    )
    return json.loads(ran.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("runs", 100), ("tags", 200), ("points", 50), ("histograms", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--measure", nargs=3, metavar=("WHAT", "LOGDIR", "OUT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        what, logdir, out = given.measure
        print(json.dumps(MEASURES[what](logdir, out)))
        return
    with tempfile.TemporaryDirectory(prefix="tbxlab-benchmark-") as temporary:
        logdir, out = Path(temporary) / "runs", Path(temporary) / "out"
        write_log(logdir, given.runs, given.tags, given.points, given.histograms)
        count = given.runs * (given.tags * given.points + given.histograms * HISTOGRAM_STEPS)
        size = sum(path.stat().st_size for path in logdir.rglob("*") if path.is_file())
        shape = f"{given.runs} runs × {given.tags} tags × {given.points} points, {given.histograms} histograms a run"
        print(f"log     {shape}: {count:,} events, {size / MB:.1f} MB")
        shared = in_new_process("share", logdir, out)
        loaded = in_new_process("loader", logdir, out)
        files = [path for path in out.rglob("*") if path.is_file()]
        contents = [path.read_bytes() for path in files]
        packed = sum(len(zlib.compress(content, 6)) for content in contents)
        total = shared["look"] + shared["copy"]
        parts = f"{shared['look']:.1f} s to look through it, {shared['copy']:.1f} s to copy"
        print(f"time    {total:.1f} s: {parts}; {1e6 * total / count:.0f} µs an event")
        print(f"        (TensorBoard's slow loader alone, all runs at once: {loaded['load']:.1f} s)")
        print(f"size    {sum(map(len, contents)) / MB:.1f} MB in {len(files)} files, {packed / MB:.1f} MB compressed")
        print("        (without the interface)")
        print(f"memory  {shared['memory'] / MB:.0f} MB at most, {shared['imports'] / MB:.0f} MB of it before it begins")
        print(f"        (all runs loaded at once: {loaded['memory'] / MB:.0f} MB)")
        shutil.rmtree(out)


if __name__ == "__main__":
    main()
