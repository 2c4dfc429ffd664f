"""The scalars of many runs as one tidy table: a row for each point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tbxlab.events.kinds import read_only
from tbxlab.events.run import Run
from tbxlab.events.scalars import Scalars

if TYPE_CHECKING:
    import pandas

NAMES = ("run", "tag", "step", "wall_time", "value")
"""The columns, in order."""


@dataclass(frozen=True, eq=False, repr=False)
class Columns:
    """n points: the runs in natural order, in each the tags as they first appear, in each the order of the file.

    Nothing is sorted, sampled or dropped; a step that was logged twice has two rows. As a mapping of names to
    columns (`dict(columns)`, `**columns`) it is what a DataFrame of any library takes.
    """

    run: np.ndarray
    """object[n]: each point's run, a str"""
    tag: np.ndarray
    """object[n]: each point's tag, a str"""
    step: np.ndarray
    """int64[n]"""
    wall_time: np.ndarray
    """float64[n], seconds since 1970"""
    value: np.ndarray
    """float64[n]"""

    def __len__(self) -> int:
        return len(self.step)

    def __repr__(self) -> str:
        return f"<Columns {', '.join(NAMES)}: {len(self)} rows>"

    def keys(self) -> tuple[str, ...]:
        """The names of the columns."""
        return NAMES

    def __getitem__(self, name: str) -> np.ndarray:
        """One column. Raises KeyError."""
        if name not in NAMES:
            raise KeyError(name)
        return getattr(self, name)

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a DataFrame; `run` and `tag` are categories.

        Raises ModuleNotFoundError, which names what needs no pandas, where pandas is not installed.
        """
        try:
            import pandas
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                "pandas isn't installed: pip install pandas, or take columns(), which needs numpy only", name="pandas"
            ) from error
        frame = pandas.DataFrame({name: self[name] for name in NAMES})
        return frame.astype({"run": "category", "tag": "category"})


def curves(runs: Mapping[str, Run]) -> Iterator[tuple[str, Scalars]]:
    """Each run's name with each of its curves."""
    for name, run in runs.items():
        for scalars in run.scalars.values():
            yield name, scalars


def columns_of(runs: Mapping[str, Run]) -> Columns:
    """The scalars of these runs as columns."""
    found = list(curves(runs))
    counts = [len(scalars) for _, scalars in found]

    def joined(name: str, dtype: type) -> np.ndarray:
        parts = [getattr(scalars, name) for _, scalars in found]
        return read_only(np.concatenate(parts) if parts else [], dtype)

    return Columns(
        run=read_only(np.repeat(np.array([name for name, _ in found], object), counts), object),
        tag=read_only(np.repeat(np.array([scalars.tag for _, scalars in found], object), counts), object),
        step=joined("steps", np.int64),
        wall_time=joined("wall_times", np.float64),
        value=joined("values", np.float64),
    )
