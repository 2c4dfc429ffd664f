"""The figures of chapter 01: one sound run, and what is left of it after five accidents with its file."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tbxlab import events
from tbxlab.authoring.canvas import Canvas
from tbxlab.authoring.figures import figure
from tbxlab.authoring.reference_runs import event_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tbxlab.events import Run, Scalars

COMPLETE, AGAIN = "01_installing/complete", "01_installing/again"
LEFT_AT_A_KILL = 36_762
"""Bytes of the complete file that a killed writer had handed to the system, where it does so 4096 bytes at a time.

Not quite 9 × 4096: the buffer is emptied whenever the next piece does not fit. The page asserts this number.
"""


@figure("01-killed", runs=[COMPLETE], size=(7.2, 2.5))
def killed(canvas: Canvas, runs: "dict[str, Run]") -> None:
    """The program logged 1000 points; the file that it left holds 921."""
    axes = canvas.axes()
    axes.set_ylabel("y")
    _lost(canvas, axes, runs[COMPLETE].scalars["y"])
    _shown(canvas, axes, read(_bytes(COMPLETE)[:LEFT_AT_A_KILL]))


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
        axes.set_title(letter)
        for scalars in lost:
            _lost(canvas, axes, scalars)
        for scalars in shown:
            _shown(canvas, axes, scalars)


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
