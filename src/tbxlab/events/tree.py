"""A tree of runs, grouped and named as TensorBoard does it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tbxlab.events.columns import Columns, columns_of
from tbxlab.events.damage import Damage
from tbxlab.events.folders import event_files, no_events, walk
from tbxlab.events.run import Run, read_files

if TYPE_CHECKING:
    import pandas


class Tree(dict[str, Run]):
    """Name -> run, in natural order, and what could not be read of the whole tree."""

    def __init__(self, runs: dict[str, Run], unlisted: tuple[Damage, ...] = ()):
        super().__init__(runs)
        self.unlisted = unlisted
        """Directories that could not be listed: runs in them are not known."""

    @property
    def damage(self) -> tuple[Damage, ...]:
        """Everything that could not be read: directories first, then the files of each run."""
        return (*self.unlisted, *(each for run in self.values() for each in run.damage))

    def columns(self) -> Columns:
        """All scalars as one table, a row for each point: see `Columns`."""
        return columns_of(self)

    def to_pandas(self) -> pandas.DataFrame:
        """All scalars as a DataFrame: run, tag, step, wall_time (seconds since 1970), value.

        Raises ModuleNotFoundError where pandas is not installed; `columns()` needs numpy only.
        """
        return self.columns().to_pandas()


def read_tree(logdir: str | Path) -> Tree:
    """Read every run at or below `logdir`: each directory that holds event files is one.

    The names are the paths below `logdir`, with slashes on every system; the run in `logdir` itself is ".".
    They are in natural order: `lr-2` before `lr-10`. A run that a link leads to has both names. A directory that
    cannot be listed is told in `Tree.unlisted`.

    Raises NoEvents where there is no run, and OSError where `logdir` itself cannot be listed.
    """
    logdir = Path(logdir)
    if not logdir.is_dir():
        raise no_events(logdir)
    found = walk(logdir)
    runs = {}
    for name, path in found.runs.items():
        try:
            runs[name] = read_files(path, event_files(path))
        except FileNotFoundError:
            continue  # deleted since it was found
    if not runs:
        raise no_events(logdir)
    return Tree(runs, tuple(found.unlisted))
