"""Numbers, written small, and read back exactly.

A series of points is kept as columns: steps and times as differences, values as short as they can be written
without losing a bit. `viewer/worker/columns.js` reads them; the two files are one format and change together.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

TICKS = 1 << 22
"""Every float64 between 2**30 and 2**31 (a time from 2004 to 2038, in seconds) is a whole number of these."""
SHORT = 8
"""Lists of fewer numbers stay as they are: a note of how they are written would be longer."""


def steps(values: Sequence[int]) -> list[int]:
    """The first step, then the differences: an even row of steps is a row of ones."""
    whole = [int(value) for value in values]
    return [now - before for before, now in zip([0, *whole], whole, strict=False)]


def times(values: Sequence[float]) -> list[float | str] | dict[str, Any]:
    """Seconds since 1970 as `{"from": first, "ticks": differences}` in 1/TICKS s; as they are where that is inexact."""
    exact = np.asarray(values, dtype=np.float64)
    if len(exact) == 0 or not np.isfinite(exact).all():
        return [speakable(time) for time in exact.tolist()]
    ticks = np.round((exact - exact[0]) * TICKS)
    if not np.array_equal(exact[0] + ticks / TICKS, exact) or np.abs(ticks).max() > 2**53:
        return [float(value) for value in exact]
    return {"from": float(exact[0]), "ticks": [int(tick) for tick in np.diff(ticks)]}


def speakable(number: float) -> float | str:
    """A number as TensorBoard writes it: JSON has no word for NaN and the infinite."""
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def values(numbers: Sequence[float | str]) -> list | dict[str, list]:
    """Numbers as `{"f32": shortest decimals}` where all of them are float32; as they are otherwise.

    TensorBoard writes what JSON has no number for as "NaN", "Infinity" and "-Infinity"; such strings stay.
    """
    if len(numbers) < SHORT:
        return list(numbers)
    where = [index for index, number in enumerate(numbers) if not isinstance(number, str)]
    exact = np.array([numbers[index] for index in where], dtype=np.float64)
    with np.errstate(over="ignore"):
        single = exact.astype(np.float32)
    short = np.array([float(text) for text in single.astype(str)], dtype=np.float64)
    if not np.array_equal(single, exact) or not np.array_equal(short.astype(np.float32), single):
        return list(numbers)
    written: list[float | str] = list(numbers)
    for index, number in zip(where, short.tolist(), strict=True):
        written[index] = int(number) if number and number.is_integer() and abs(number) < 2**53 else number
    return {"f32": written}


def shrink(answer: Any) -> Any:
    """An answer in which every long list of numbers is written as `values` does."""
    if isinstance(answer, dict):
        return {key: shrink(value) for key, value in answer.items()}
    if isinstance(answer, list):
        if len(answer) >= SHORT and all(type(item) is float for item in answer):
            return values(answer)
        return [shrink(item) for item in answer]
    return answer


def as_json(value: Any, *, ordered: bool = False) -> bytes:
    """JSON without spaces, in UTF-8; with `ordered`, keys sorted. Raises ValueError on NaN: JSON has none."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False, sort_keys=ordered)
    return text.encode("utf-8", errors="replace")
