"""Check of lab 03: what TensorBoard draws of a histogram's buckets."""

import random
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.events.rebinning import rebin
from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong

BINS = 30


@dataclass(frozen=True)
class Buckets:
    """A histogram as it is in the file, and the range that is drawn."""

    edges: tuple[float, ...]
    counts: tuple[float, ...]
    low: float
    high: float

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return left, right and counts, each float64[k]."""
        return np.array(self.edges[:-1]), np.array(self.edges[1:]), np.array(self.counts)


@exercise("3.7")
class WhatIsDrawn:
    """Are a histogram's buckets spread over the 30 bins that TensorBoard draws?"""

    def case(self, seed: int) -> Case[list[Buckets], None]:
        """Draw three histograms: narrow buckets about 0, wide ones, and one that fills part of the range only."""
        draw = random.Random(seed)
        drawn = []
        for width, low, high in ((0.01, -3.0, 3.0), (1.0, -3.0, 3.0), (1.0, -7.5, 12.0)):
            edges = {0.0, *(draw.gauss(0, width) for _ in range(60))}
            edges = {each for each in edges if low < each < high} | ({-2.9, 2.9} if low == -3.0 else set())
            counts = tuple(float(draw.randint(0, 50)) for _ in range(len(edges) - 1))
            drawn.append(Buckets(tuple(sorted(edges)), counts, low, high))
        return Case(given=drawn, true=None)

    def drive(self, drawn: Any, given: list[Buckets], evidence: Evidence) -> None:
        """Let each be drawn."""
        reported = []
        for buckets in given:
            left, right, counts = buckets.arrays()
            with handed.unchanged(left=left, right=right, counts=counts):
                reported.append(drawn(left, right, counts, buckets.low, buckets.high))
        evidence.note(reported=reported)

    def verify(self, evidence: Evidence, case: Case[list[Buckets], None]) -> None:
        """Compare with TensorBoard's own way, as `tbxlab.events` has it."""
        for reported, buckets in zip(evidence.answers["reported"], case.given, strict=True):
            if not isinstance(reported, list) or not all(map(is_number, reported)):
                raise Wrong("drawn-no-list", found=repr(reported)[:80])
            if len(reported) != BINS:
                raise Wrong("drawn-how-many", found=len(reported))
            left, right, counts = buckets.arrays()
            _, expected = rebin(left, right, counts, BINS, buckets.low, buckets.high)
            if np.allclose(reported, expected, rtol=1e-6, atol=1e-6):
                continue
            for message, places in (("drawn-middles", (left + right) / 2), ("drawn-ends", left), ("drawn-ends", right)):
                whole, _ = np.histogram(places, BINS, (buckets.low, buckets.high), weights=counts)
                if np.allclose(reported, whole):
                    raise Wrong(message)
            if not np.isclose(sum(reported), sum(counts)):
                raise Wrong("drawn-lost", found=sum(reported), expected=sum(counts))
            at = int(np.flatnonzero(~np.isclose(reported, expected, atol=1e-6))[0])
            raise Wrong(
                "drawn-differs",
                bin=at,
                found=reported[at],
                expected=expected[at],
                low=buckets.low,
                high=buckets.high,
            )
