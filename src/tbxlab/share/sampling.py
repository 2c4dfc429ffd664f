"""Which points TensorBoard keeps of a series: the same choice as its reservoir makes, without the points.

TensorBoard draws for each series from a generator that begins with 0, so the choice depends on nothing but how many
points there are and how many are kept.
"""

from __future__ import annotations

import random
from collections.abc import Iterable

import numpy as np


class Reservoir:
    """The choice for series of any length, of which `size` points are kept; 0 keeps all."""

    def __init__(self, size: int):
        self.size = size
        """How many points are kept of a series at most."""
        self._made: dict[int, np.ndarray] = {}

    def prepare(self, counts: Iterable[int]) -> None:
        """Make the choice for all these lengths in one go, rather than from the beginning for each."""
        longer = sorted({count for count in counts if self.size and count > self.size} - set(self._made))
        if not longer:
            return
        drawn = random.Random(0).randrange
        size, items, wanted = self.size, list(range(self.size)), iter(longer)
        next_one = next(wanted)
        for seen in range(size, longer[-1]):
            place = drawn(seen + 1)
            if place < size:
                del items[place]
                items.append(seen)
            else:
                items[-1] = seen
            if seen + 1 == next_one:
                self._made[next_one] = np.array(items, dtype=np.int64)
                next_one = next(wanted, 0)

    def kept(self, count: int) -> np.ndarray:
        """The places, ascending from 0, of the points that are kept of `count`: int64."""
        if not self.size or count <= self.size:
            return np.arange(count, dtype=np.int64)
        if count not in self._made:
            self.prepare([count])
        return self._made[count]
