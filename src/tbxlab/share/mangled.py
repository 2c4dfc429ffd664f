"""Private texts in names, as writers mangle them.

tensorboardX writes `_` for most signs of a tag and drops the slash that it begins with; people do the same when they
make the name of a run from a path. `/home/jane/x.csv` becomes `home/jane/x.csv`, a mail address `jane.roe_example.org`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from tbxlab.share import shapes

SHORTEST = 6
"""Letters of the shortest mangled text that is looked for."""
LONGEST = 200
MOST = 2000

_SIGNS = re.compile(r"[^-/\w.]")
_SHAPES = (
    (
        re.compile(
            r"(?<![\w./-])(?:(?:content/drive|homes/[\w.-]+|mnt/[\w.-]+|nfs/[\w.-]+|gpfs/[\w.-]+|lustre/[\w.-]+|"
            r"Volumes/[\w.-]+|afs/[\w.-]+)/(?:[\w.-]+/)*|"
            # Of these only what is as long as a path, or ends in a file: `home/win/rate` and `users/new/loss` are tags.
            r"(?:(?:[\w.-]+/){0,2}home\d*|[Uu]sers|cluster)/[\w.-]+/(?:(?:[\w.-]+/)+|(?=[\w-]+\.[A-Za-z][A-Za-z0-9]{1,4}$)))"
        ),
        "…/",
    ),
    (re.compile(r"(?<![A-Za-z0-9])[A-Za-z]_{1,3}(?:Users|Documents_and_Settings)_[\w.-]+"), "…"),
    (re.compile(r"(?<![A-Za-z0-9])(?!https?_)[A-Za-z][A-Za-z0-9+.-]{1,12}_//[\w./-]+"), "…"),
    (
        re.compile(
            r"(?<![A-Za-z0-9.-])[A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+_(?:[A-Za-z0-9-]+\.)+(?:com|org|net|edu|gov|io|ai|dev|"
            r"de|uk|fr|ch|at|eu|nl|be|it|es|se|no|dk|fi|pl|cz|cn|jp|kr|in|au|nz|ca|us|br|ru)(?![A-Za-z0-9])|"
            r"(?<![A-Za-z0-9.-])[A-Za-z][\w.-]*_(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|gmx|web|proton|protonmail|163|"
            r"126|qq)\.(?:com|net|de|me|org|ch|at)(?![A-Za-z0-9])"
        ),
        "…",
    ),
    (
        re.compile(
            r"(?i:api_?key|access_key|secret_key|password|passwd|(?:hub|auth|access|api)_token)"
            r"(?:_+(?=[\w-]*\d)[\w-]{6,}|_{2,}[\w-]{3,})"
        ),
        "…",
    ),
)


def mangle(text: str) -> str:
    """A text as tensorboardX writes it in a tag."""
    return _SIGNS.sub("_", text).lstrip("/")


def of_told(told: Mapping[str, str]) -> dict[str, str]:
    """Mangled form -> what comes in its place, of the private texts that were found where they were whole."""
    found: dict[str, str] = {}
    for text, instead in sorted(told.items(), key=lambda item: -len(item[0])):
        name = mangle(text).strip("_/")
        if len(name) >= SHORTEST and (name != text or instead == shapes.SECRET) and len(found) < MOST:
            found[name] = instead
    return found


def secrets(told: Mapping[str, str]) -> dict[str, str]:
    """The keys and passwords among the private texts: they go wherever they stand, also without their names."""
    long_enough = (
        text for text, instead in told.items() if instead == shapes.SECRET and SHORTEST <= len(text) <= LONGEST
    )
    return dict.fromkeys(sorted(long_enough, key=len, reverse=True)[:MOST], shapes.SECRET)


def _noted(note: Callable[[str, str], str], instead: str, match: re.Match[str]) -> str:
    return note(match[0], instead)


def replace(name: str, note: Callable[[str, str], str]) -> str:
    """The name of a tag or a run without what looks like a mangled private text."""
    for pattern, instead in _SHAPES:
        name = pattern.sub(partial(_noted, note, instead), name)
    return name
