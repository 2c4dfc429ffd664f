"""What all commands share: the screen, a progress bar, and how a command ends with a message."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

WIDE = 1000  # columns where nobody looks: in a pipe or a file no line is broken, and no table is cut to fit


def _console(stream: TextIO, *, stderr: bool = False) -> Console:
    terminal = stream.isatty()
    return Console(stderr=stderr, highlight=False, soft_wrap=not terminal, width=None if terminal else WIDE)


screen = _console(sys.stdout)
errors = _console(sys.stderr, stderr=True)


def fail(message: str, code: int = 2) -> NoReturn:
    """Print a message on stderr and end with exit code ``code``; no traceback of ours."""
    errors.print(message, style="red", markup=False)
    raise typer.Exit(code)


@contextmanager
def progress_bar(what: str, *, visible: bool = True, left: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr of a terminal; yields a function to call with (done, of how many).

    ``left`` shows the time that is left, too, as far as the time that has passed tells it.
    """
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        *([TextColumn("left:"), TimeRemainingColumn()] if left else []),
        console=errors,
        transient=True,
        disable=not (visible and errors.is_terminal),
    )
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
