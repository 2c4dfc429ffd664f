"""Which runs differ in their seed only, by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tbxlab.events import Run

SEED = r"seed[-_=. ]?\d+"
"""What tells one seed from another in a run's name, unless the caller says something else; case does not count."""
JOINTS = "-_=., "
"""What joins the pieces of a name, and is left over where one is taken out."""


class NothingToAverage(ValueError):
    """No two runs belong together; the text says why."""


@dataclass
class Groups:
    """Runs that belong together."""

    runs: dict[str, list[str]] = field(default_factory=dict)
    """Name of the group -> its runs, two at least, in the order given. The name is "." where nothing is left of it."""
    notes: list[str] = field(default_factory=list)
    """Which runs are in no group, and why, a line each."""
    by_folder: bool = False
    """Whether no name holds a seed, so that the first folder of each name was taken for it."""


def group(names: Iterable[str], seed: str | None = None) -> Groups:
    """Put runs together whose names are equal once the seed is taken out.

    `seed` is a regular expression; without one, `seed-3` and its like are looked for, and where no name holds one,
    the first folder of a name is the seed: `a/train` and `b/train` are one group, `train`. Raises re.error.
    """
    names = list(names)
    pattern = re.compile(SEED if seed is None else seed, re.IGNORECASE)
    found = Groups(by_folder=seed is None and not any(pattern.search(name) for name in names))
    together: dict[str, list[str]] = {}
    for name in names:
        if found.by_folder:
            together.setdefault("/".join(name.split("/")[1:]) or ".", []).append(name)
        elif pattern.search(name):
            together.setdefault(_without(pattern, name), []).append(name)
        else:
            found.notes.append(f"{name}: left out, its name holds no seed")
    for of, members in together.items():
        if len(members) > 1:
            found.runs[of] = members
        else:
            found.notes.append(f"{members[0]}: left out, there is no second run to average it with")
    return found


def distinct(runs: Mapping[str, Run]) -> tuple[dict[str, Run], list[str]]:
    """The runs without those that are another one under a second name, such as `latest`; and a note on each of them."""
    seen: dict[str, str] = {}
    kept, notes = {}, []
    by_link = {name: run.path.resolve() for name, run in runs.items()}
    for name, run in sorted(runs.items(), key=lambda item: item[1].path.absolute() != by_link[item[0]]):
        real = str(by_link[name])
        if real in seen:
            notes.append(f"{name}: left out, it is {seen[real]} under a second name")
        else:
            seen[real], kept[name] = name, run
    return {name: kept[name] for name in runs if name in kept}, notes


def _without(pattern: re.Pattern, name: str) -> str:
    """The name of a run without its seed: `lr-0.1/seed-3/val` becomes `lr-0.1/val`."""
    parts = []
    for part in pattern.sub("\0", name).split("/"):
        pieces = [piece.strip(JOINTS) for piece in part.split("\0")] if "\0" in part else [part]
        parts.append("-".join(piece for piece in pieces if piece))
    return "/".join(part for part in parts if part) or "."
