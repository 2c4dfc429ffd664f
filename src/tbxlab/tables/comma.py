"""The scalars of many runs as one CSV file."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import repeat
from typing import TextIO

from tbxlab.events import Run
from tbxlab.events.columns import NAMES, curves


def write_csv(runs: Mapping[str, Run], stream: TextIO, tags: Sequence[str] = ()) -> int:
    """Write a line of names and then one line for each point; return how many points there are.

    The columns are run, tag, step, wall_time (seconds since 1970) and value; the order is that of
    `events.Columns`. Each number is written with as many digits as bring back the same float64; NaN and infinity are
    `nan`, `inf` and `-inf`. `tags` are patterns as a shell has them (`val/*`), of which one must fit; none means all
    tags. Open `stream` with `newline=""`.
    """
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(NAMES)
    count = 0
    for run, scalars in curves(runs):
        if tags and not any(fnmatchcase(scalars.tag, pattern) for pattern in tags):
            continue
        columns = (scalars.steps.tolist(), scalars.wall_times.tolist(), scalars.values.tolist())
        writer.writerows(zip(repeat(run), repeat(scalars.tag), *columns, strict=False))
        count += len(scalars)
    return count
