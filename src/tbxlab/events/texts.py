"""Texts: Markdown at each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.events.kinds import Kind, Points


@dataclass(frozen=True, eq=False, repr=False)
class Texts:
    """All texts of one tag, n of them, in file order.

    The tag is the one in the file. `SummaryWriter.add_text("note", …)` of tensorboardX and torch writes it as
    `note/text_summary`; TensorFlow writes `note`.
    """

    tag: str
    steps: np.ndarray
    """int64[n]"""
    values: tuple[str, ...]
    """n texts. TensorFlow can log a table of strings; its cells are joined here by line breaks, row by row."""
    wall_times: np.ndarray
    """float64[n], seconds since 1970"""
    files: np.ndarray
    """int32[n]: each text's index into `Run.files`"""

    def __len__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        return f"<Texts {self.tag!r}: {len(self)}>"


def _decode(value: Any) -> str:
    return "\n".join(cell.decode("utf-8", errors="replace") for cell in value.tensor.string_val)


def _build(points: Points) -> Texts:
    return Texts(points.tag, points.steps, points.values, points.wall_times, points.files)


KIND = Kind("text", _decode, _build)
