"""The figures of chapter 01: what is in the file while a program logs, and what accidents leave of a file."""

import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tbxlab import events
from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure
from tbxlab.authoring.reference_runs import event_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tbxlab.events import Run, Scalars

COMPLETE, AGAIN = "01_installing/complete", "01_installing/again"
TITLES = {
    "a": "healthy",
    "b": "killed",
    "c": "a length changed",
    "d": "same second",
    "e": "used twice",
    "f": "used twice, fast loader",
}
LEFT_AT_A_KILL = 36_762
"""Bytes of the complete file that a killed writer had handed to the system, where it does so 4096 bytes at a time.

Not quite 9 × 4096: the buffer is emptied whenever the next piece does not fit. The page asserts this number.
"""


@figure("01-buffer", runs=[COMPLETE], size=(7.2, 3.2))
def buffer(canvas: Canvas, runs: "dict[str, Run]") -> None:
    """How many points are in the file after each add_scalar: a staircase below the line of what was logged."""
    axes = canvas.axes()
    logged = range(1, 1001)
    axes.plot(logged, logged, color=canvas.color("gray"), linewidth=1.2, linestyle="--")
    in_file = in_the_file(_bytes(COMPLETE))
    axes.step([*logged, 1000], [*in_file, 1000], where="post", color=canvas.color("blue"), linewidth=1.5)
    for text, at, color in (
        ("logged", (1003, 1020), "gray"),
        ("close(): 1000", (1003, 965), "blue"),
        ("kill -9: 921", (1003, 905), "orange"),
    ):
        axes.annotate(text, at, color=canvas.color(color), va="center", fontsize=8, annotation_clip=False)
    axes.plot(1000, in_file[-1], marker="o", color=canvas.color("orange"), markersize=5)
    axes.set_xlabel("points logged")
    axes.set_ylabel("points in the file")
    axes.set_xlim(0, 1000)
    axes.set_ylim(0, 1040)


@figure("01-one-bit", runs=[], size=(7.2, 2.4))
def one_bit(canvas: Canvas, runs: "dict[str, Run]") -> None:
    """One flipped bit, three readers: a point at 3e36, a curve that ends, a curve without the point."""
    steps = list(range(200))
    readers = {
        "--load_fast=true": (steps, [3.4e36 if step == 99 else 0.01 for step in steps]),
        "--load_fast=false": (steps[:99], [0.01] * 99),
        "tbxlab.events": ([step for step in steps if step != 99], [0.01] * 199),
    }
    panels = canvas.axes(1, 3, sharex=True, sharey=True)
    for axes, (reader, (x, y)) in zip(panels, readers.items(), strict=True):
        axes.plot(x, y, color=canvas.color("blue"), linewidth=1.5)
        axes.set_yscale("log")
        axes.set_title(reader, family="DejaVu Sans Mono", fontsize=9)
        axes.set_xlim(0, 199)
    panels[0].set_ylabel("y")


@figure("01-sick-files", runs=[COMPLETE, AGAIN], size=(7.2, 4.2))
def sick_files(canvas: Canvas, runs: "dict[str, Run]") -> None:
    """Six panels: what was logged in gray, what TensorBoard draws in color."""
    complete, again = runs[COMPLETE].scalars["y"], runs[AGAIN].scalars["y"]
    both = read(_bytes(COMPLETE), _bytes(AGAIN))
    panels = {
        "a": ([], [complete]),
        "b": ([complete], [read(_bytes(COMPLETE)[:LEFT_AT_A_KILL])]),
        "c": ([complete], [read(flipped(_bytes(COMPLETE)))]),
        "d": ([complete], [again]),
        "e": ([], [both]),
        "f": ([complete], [kept_by_fast_loader(both)]),
    }
    grid = canvas.axes(2, 3, sharex=True, sharey=True)
    for axes, (letter, (lost, shown)) in zip(grid.flat, panels.items(), strict=True):
        axes.set_title(f"{letter}  {TITLES[letter]}", fontsize=9)
        for scalars in lost:
            _lost(canvas, axes, scalars)
        for scalars in shown:
            _shown(canvas, axes, scalars)


def in_the_file(content: bytes) -> list[int]:
    """Return how many points are in the file after each of them was logged, with a buffer of 4096 bytes."""
    raw = io.BytesIO()
    raw_file = io.BufferedWriter(_Counting(raw), 4096)
    found, at, whole = [], 0, 0
    ends = []  # where each record ends
    while at < len(content):
        length = int.from_bytes(content[at : at + 8], "little")
        for start, end in ((0, 8), (8, 12), (12, 12 + length), (12 + length, 16 + length)):
            raw_file.write(content[at + start : at + end])
        at += 16 + length
        ends.append(at)
        whole = sum(end <= raw.tell() for end in ends)
        found.append(max(0, whole - 1))  # the first record is no point
    return found[1:]


class _Counting(io.RawIOBase):
    """A raw file over bytes in memory."""

    def __init__(self, kept: io.BytesIO) -> None:
        self.kept = kept

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self.kept.write(data)


def read(*files: bytes) -> "Scalars":
    """Read the tag "y" of a directory that holds files of these bytes, as far as they can be read."""
    with tempfile.TemporaryDirectory(prefix="tbxlab-figure-") as folder:
        for number, content in enumerate(files):
            (Path(folder) / f"events.out.tfevents.{1_700_000_000 + number}.course").write_bytes(content)
        return events.read_run(folder).scalars["y"]


def flipped(content: bytes) -> bytes:
    """Return the bytes of a file with one bit changed, in the middle."""
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    return bytes(changed)


def kept_by_fast_loader(scalars: "Scalars") -> "Scalars":
    """Return what TensorBoard's fast loader keeps of a tag."""
    kept = scalars.kept_by_fast_loader
    columns = ("steps", "values", "wall_times", "files")
    return replace(scalars, **{name: getattr(scalars, name)[kept] for name in columns})


def _bytes(name: str) -> bytes:
    return event_file(name).read_bytes()


def _lost(canvas: Canvas, axes: "Axes", scalars: "Scalars") -> None:
    canvas.line(axes, scalars, "gray", linewidth=1.2, linestyle="--")


def _shown(canvas: Canvas, axes: "Axes", scalars: "Scalars") -> None:
    canvas.line(axes, scalars, "blue", linewidth=1.5)
