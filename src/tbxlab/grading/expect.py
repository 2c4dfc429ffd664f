"""Expectations that many checks share: each returns quietly or raises Wrong with what was found."""

import math
import numbers
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from tbxlab.events import Scalars
from tbxlab.grading.verdict import Wrong


class Stepped(Protocol):
    """Anything that was logged at steps: scalars, histograms, images."""

    @property
    def steps(self) -> np.ndarray:
        """int64[n], in file order."""


def expect_steps(scalars: Stepped, expected: Iterable[int], tag: str) -> None:
    """Expect one value for each of the ``expected`` steps, in rising order and nowhere else.

    Which messages: steps-repeat, steps-backwards, steps-missing, steps-extra; the first that holds.
    """
    found = scalars.steps
    values, counts = np.unique(found, return_counts=True)
    if len(values) < len(found):
        raise Wrong("steps-repeat", tag=tag, values=len(found), steps=len(values), first=int(values[counts > 1][0]))
    fallen = np.flatnonzero(np.diff(found) < 0)
    if len(fallen):
        at = int(fallen[0])
        raise Wrong("steps-backwards", tag=tag, before=int(found[at]), after=int(found[at + 1]))
    wanted = list(expected)
    missing = sorted(set(wanted) - set(found.tolist()))
    if missing:
        raise Wrong(
            "steps-missing",
            tag=tag,
            missing=len(missing),
            expected=len(wanted),
            first=missing[0],
            found=brief(found.tolist()),
        )
    extra = sorted(set(found.tolist()) - set(wanted))
    if extra:
        raise Wrong("steps-extra", tag=tag, extra=len(extra), first=extra[0], expected=brief(wanted))


def expect_values(scalars: Scalars, expected: Sequence[float], tag: str, *, tolerance: float = 1e-5) -> None:
    """Expect these values in file order.

    ``tolerance`` is absolute plus relative, as in numpy.isclose; its default is what single precision
    loses, since event files hold float32.
    """
    wanted = np.asarray(expected, dtype=np.float64)
    found = scalars.values
    wrong = np.flatnonzero(~np.isclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True))
    if len(wrong):
        at = int(wrong[0])
        raise Wrong(
            "values-differ",
            tag=tag,
            step=int(scalars.steps[at]),
            expected=float(wanted[at]),
            found=float(found[at]),
            tolerance=tolerance,
        )


def brief(values: Sequence[int]) -> str:
    """Return "0, 1, 2 … 99" for many values, all of them for a few."""
    texts = [str(value) for value in values]
    return ", ".join(texts) if len(texts) <= 6 else f"{', '.join(texts[:3])} … {texts[-1]}"


def is_number(said: object) -> bool:
    """Return whether an answer is a number: neither True nor False, nor NaN, nor infinite."""
    return isinstance(said, numbers.Real) and not isinstance(said, bool) and math.isfinite(said)


def is_window(said: object) -> bool:
    """Return whether an answer is a pair of steps, the first not after the second."""
    return isinstance(said, list) and len(said) == 2 and all(map(is_number, said)) and said[0] <= said[1]
