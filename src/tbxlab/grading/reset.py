"""Puts a lab back to its beginning and keeps the learner's copy beside it."""

import shutil
from itertools import count
from pathlib import Path

from tbxlab.authoring import build, notebooks
from tbxlab.manifest import Lab


def reset(lab: Lab) -> Path | None:
    """Write the lab as it was given; return where the learner's copy is, None where there was none to keep.

    The beginning is derived from the built solution, so it needs neither git nor a second copy of the lab.
    """
    path = build.lab_path(lab)
    given = notebooks.lab_notebook(notebooks.read(build.solution_path(lab)))
    kept = None
    if path.exists():
        kept = next(name for number in count(1) if not (name := path.with_stem(f"{path.stem}.mine-{number}")).exists())
        shutil.move(path, kept)
    notebooks.write(given, path)
    return kept
