"""``tbxlab export`` and ``tbxlab mean``: curves as a table, and the mean of runs over seeds."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tbxlab.cli.screen import errors, fail, screen

if TYPE_CHECKING:
    from tbxlab.events import Tree

FAILED = 1
SHOWN = 8
"""How many runs of a group are named."""


def export(
    runs: Annotated[Path, typer.Argument(help="A log directory, whoever wrote it.")],
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV: run, tag, step, wall_time, value.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A file to write; else standard output.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only tags like this ('val/*'). Repeatable.")] = None,
) -> None:
    """Write every point of every curve as a table, a row for each.

    Exit codes: 0 written (what could not be read is told), 1 no points, or OUT cannot be written, 2 called wrongly.
    """
    from tbxlab import tables

    if not as_csv:
        fail("Say in which form: tbxlab export RUNS --csv")
    tree = _read(runs)
    _damage(tree)
    if not any(run.scalars for run in tree.values()):
        fail(f"{runs} has no scalars", FAILED)
    try:
        if out is None:
            if hasattr(sys.stdout, "reconfigure"):
                sys.stdout.reconfigure(encoding="utf-8", newline="")
            count = tables.write_csv(tree, sys.stdout, tag or ())
        else:
            with out.open("w", newline="", encoding="utf-8") as file:
                count = tables.write_csv(tree, file, tag or ())
    except BrokenPipeError:
        sys.stderr.close()  # whoever read it has seen enough (head, less): nothing to say
        raise typer.Exit(0) from None
    except OSError as error:
        fail(str(error), FAILED)
    if not count:
        tags = sorted({tag for run in tree.values() for tag in run.scalars})
        fail(f"No tag fits; there are: {', '.join(tags)}", FAILED)
    if out is not None:
        screen.print(f"{count:,} points of {len(tree)} runs in {out}", markup=False)


def mean(
    runs: Annotated[Path, typer.Argument(help="A log directory with runs that differ in their seed.")],
    out: Annotated[Path, typer.Argument(help="The log directory to make.")],
    seed: Annotated[
        str | None, typer.Option(help="A regular expression for the seed in a run's name; else seed-3 and its like.")
    ] = None,
) -> None:
    """Write mean, min, max and standard deviation over seeds as runs that TensorBoard draws.

    Only steps that all runs of a group have are averaged; what is left out is told. Exit codes: 0 written, 1 nothing
    to average, or OUT is something else, 2 called wrongly.
    """
    from tbxlab import tables

    tree = _read(runs)
    _damage(tree)
    try:
        written = tables.write_means(tree, out, seed)
    except re.error as error:
        fail(f"--seed is no regular expression: {error}")
    except (tables.NothingToAverage, OSError) as error:
        fail(str(error), FAILED)
    for note in written.notes:
        errors.print(note, style="yellow", markup=False)
    for of, names in written.groups.items():
        named = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
        where = out if of == "." else out / of
        curves = len(written.curves[of])
        screen.print(f"{where}: {curves} tag{'s' * (curves != 1)} over {len(names)} runs: {named}", markup=False)


def _read(runs: Path) -> "Tree":
    from tbxlab.events import NoEvents, read_tree

    try:
        return read_tree(runs)
    except (NoEvents, OSError) as error:
        fail(str(error), FAILED)


def _damage(tree: "Tree") -> None:
    for damage in tree.damage:
        errors.print(f"{damage} What to do: {damage.cure}.", style="yellow", markup=False)
