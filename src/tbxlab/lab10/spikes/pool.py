"""The pool: logs of runs whose loss jumped, as numbers. `making` makes it, and the cohort of the alarm draws from it.

pool.npz holds the losses and norms one behind the other, in half precision; pool.json says what each log is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tbxlab.lab10.spikes.clear import outcome

GIVEN = Path(__file__).parents[1] / "given" / "spikes"
COMMAND = "tbxlab reproduce spikes"
COMES_BACK = ("one token", "junk", "more junk")
"""Batches of one token only; 4 to 10 batches of random tokens; 12 to 24 of them. The data are good again after them."""
STAYS = ("rate", "junk for good", "noise", "renumbered")
"""The learning rate times 12 and no clipping; most batches random from here on; the weights hit by noise; the inputs
numbered by another vocabulary file than the targets."""
HEALTHY = "healthy"
PROMISED = {**dict.fromkeys(COMES_BACK, "back"), **dict.fromkeys(STAYS, "stays"), HEALTHY: "healthy"}
"""Each kind, and the outcome that a log of it has to show."""
CORPORA = ("stories", "scipy", "sklearn")


@dataclass(frozen=True)
class Log:
    """What one run logged: the loss and the gradient's norm at each step, in nats, and what happened to it."""

    kind: str
    corpus: str
    seed: int
    onset: int
    """The first step whose loss shows it; where nothing happens, a step like any other."""
    earlier: int | None
    """The step of a small spike before, None where there was none."""
    loss: np.ndarray
    norm: np.ndarray

    @property
    def is_clear(self) -> bool:
        """Whether the log shows clearly what its kind is to show, see `clear.outcome`."""
        return outcome(self.loss, self.onset) == PROMISED[self.kind]


def save(logs: Sequence[Log], folder: Path, **record: Any) -> None:
    """Write the logs into a folder, with what they are and how they were made."""
    folder.mkdir(parents=True, exist_ok=True)
    loss, norm = (np.concatenate([getattr(log, tag) for log in logs]).astype(np.float16) for tag in ("loss", "norm"))
    np.savez_compressed(folder / "pool.npz", loss=loss, norm=norm)
    rows = [
        f'  {{"kind": "{log.kind}", "corpus": "{log.corpus}", "seed": {log.seed}, "onset": {log.onset}, '
        f'"earlier": {json.dumps(log.earlier)}, "steps": {len(log.loss)}}}'
        for log in logs
    ]
    about = json.dumps({"command": COMMAND, **record}, indent=1).removesuffix("\n}")
    text = about + ',\n "logs": [\n' + ",\n".join(rows) + "\n ]\n}\n"
    (folder / "pool.json").write_text(text, encoding="utf-8", newline="\n")


def about(folder: Path = GIVEN) -> dict[str, Any]:
    """Return what pool.json says."""
    return json.loads((folder / "pool.json").read_text(encoding="utf-8"))


@cache
def load(folder: Path = GIVEN) -> tuple[Log, ...]:
    """Return all logs of the pool."""
    with np.load(folder / "pool.npz") as numbers:
        loss, norm = (numbers[tag].astype(float) for tag in ("loss", "norm"))
    found, at = [], 0
    for row in about(folder)["logs"]:
        end = at + row.pop("steps")
        found.append(Log(**row, loss=loss[at:end], norm=norm[at:end]))
        at = end
    return tuple(found)


def counts(logs: Sequence[Log]) -> dict[str, dict[str, int]]:
    """Return kind -> corpus -> how many logs there are."""
    found = Counter((log.kind, log.corpus) for log in logs)
    return {kind: {corpus: found[kind, corpus] for corpus in CORPORA} for kind in PROMISED}
