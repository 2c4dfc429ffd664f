"""A tree of runs, grouped and named as TensorBoard does it."""

from __future__ import annotations

from pathlib import Path

from tbxlab.events.folders import event_files, no_events, run_directories
from tbxlab.events.run import Run, read_files


def read_tree(logdir: str | Path) -> dict[str, Run]:
    """Read every run at or below `logdir`: each directory that holds event files is one.

    The names are the paths below `logdir`, with slashes on every system; the run in `logdir` itself is ".".
    They are in natural order: `lr-2` before `lr-10`.

    Raises NoEvents where there is no run, and OSError where a directory cannot be listed.
    """
    logdir = Path(logdir)
    runs = {name: read_files(path, event_files(path)) for name, path in run_directories(logdir).items()}
    if not runs:
        raise no_events(logdir)
    return runs
