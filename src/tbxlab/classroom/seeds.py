"""The seeds of a class: drawn once, kept beside the results, never seen by a learner's process.

Each exercise has its own seed, derived from the class's. Some checks hand their seed on with what is given, and an
answer that knows one exercise's seed must know no other's.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from tbxlab.notebooks.files import write_new

FILE = "seeds.json"
HOW_MANY = 2
"""Some wrong answers pass under one seed: a mark needs two."""
MOST = 2**31
"""Every generator that the checks use takes seeds below it."""


class BadSeeds(Exception):
    """The file of seeds cannot be used; the message says why."""


@dataclass(frozen=True)
class Seeds:
    """The seeds of one class for one lab."""

    lab: str
    values: tuple[int, ...]

    def of(self, exercise: str, draw: int, again: int = 0) -> int:
        """Return the seed of an exercise in one of the draws.

        An alarm that is asked once more meets other runs: what it has seen would be known to it. ``again`` counts.
        """
        return self._derived(f"{draw} {exercise} {again}")

    def random(self, draw: int) -> int:
        """Return the seed of the generators while answers are driven. It tells nothing of the others."""
        return self._derived(f"{draw} random")

    def _derived(self, what: str) -> int:
        text = f"{self.lab} {self.values} {what}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % MOST


def of_class(folder: Path, lab: str) -> Seeds:
    """Return the seeds that ``folder`` keeps for a lab; draw and keep them where there are none. Raises BadSeeds."""
    path = folder / FILE
    drawn = {"schema": 1, "lab": lab, "seeds": [secrets.randbits(64) for _ in range(HOW_MANY)]}
    write_new(path, json.dumps(drawn, indent=1) + "\n")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        seeds = Seeds(str(found["lab"]), tuple(int(each) for each in found["seeds"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadSeeds(f"{path} cannot be read ({error}); results that it belongs to cannot be made again") from error
    if seeds.lab != lab:
        raise BadSeeds(f"{folder} holds results of lab {seeds.lab}; give {lab} a folder of its own with --out")
    if len(seeds.values) < HOW_MANY:
        raise BadSeeds(f"{path} holds {len(seeds.values)} seeds; a mark needs {HOW_MANY}")
    return seeds
