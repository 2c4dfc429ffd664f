"""Check of lab 09's clip and warm-up: read from the logs of runs that nobody has seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.events import read_run
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong

LOW, HIGH = 0.85, 0.94
"""Of the gradients that the clip leaves alone: about nine of ten, by any definition of a percentile, over all steps or
over those after the warm-up, but not 95 of 100."""


@dataclass(frozen=True, eq=False)
class Log:
    """What one run logged at its steps."""

    kind: str
    """"plain", "late tail", "clipped" or "no warm-up"."""
    norms: np.ndarray
    """Of the gradients, float64[steps]."""
    rates: np.ndarray
    rising: int
    """The steps of the warm-up."""


@exercise("9.5")
class ClipAndWarmUp:
    """Is the clip taken from the norms before clipping, and the warm-up from the rate's curve?"""

    def case(self, seed: int) -> Case[list[Log], None]:
        """Draw four logs: norms with a long tail, one of them logged after clipping; rates with and without warm-up.

        One log is calm: no norm is far longer than the others, though nothing was cut off. There twice the median is
        more than any norm.
        """
        draw = np.random.default_rng(seed)
        logs = []
        for kind in ("plain", "late tail", "clipped", "no warm-up"):
            steps = int(draw.integers(90, 160))
            calm = kind == "no warm-up"
            norms = draw.lognormal(0, 0.2 if calm else 0.5, steps) * 10 ** draw.uniform(-1, 1)
            if not calm:
                norms[draw.integers(0, steps, 2)] *= 30  # the longest would pull a mean with it
            if kind == "late tail":
                norms *= np.linspace(0.5, 2, steps)
            if kind == "clipped":
                norms = np.minimum(norms, np.quantile(norms, 0.6))
            rising = 0 if kind == "no warm-up" else int(draw.integers(8, 30))
            left = np.arange(steps - rising) / (steps - rising)
            falling = 1 - left if draw.random() < 0.5 else 0.5 + 0.5 * np.cos(np.pi * left)
            factor = np.concatenate([np.arange(1, rising + 1) / max(1, rising), falling])
            logs.append(Log(kind, norms, factor * 10 ** draw.uniform(-5, -3), rising))
        return Case([logs[i] for i in draw.permutation(len(logs))], None)

    def drive(self, clip_and_warm_up: Callable[..., Any], given: list[Log], evidence: Evidence) -> None:
        """Write the logs, read them back, and ask."""
        said = []
        for i, log in enumerate(given):
            with evidence.writer(f"run-{i}") as writer:
                for step, (norm, rate) in enumerate(zip(log.norms, log.rates, strict=True)):
                    writer.add_scalar("grad/norm", norm, step)
                    writer.add_scalar("rate/encoder", rate, step)
            said.append(clip_and_warm_up(read_run(evidence.logdir(f"run-{i}"))))
        evidence.note(said=said)

    def verify(self, evidence: Evidence, case: Case[list[Log], None]) -> None:
        """The clip by the share of gradients that it leaves alone, the warm-up within a step."""
        for log, said in zip(case.given, evidence.answers["said"], strict=True):
            if not isinstance(said, list) or len(said) != 2 or not is_number(said[1]):
                raise Wrong("clip-form", found=repr(said))
            clip, warm_up = said
            if clip is not None and not is_number(clip):
                raise Wrong("clip-form", found=repr(said))
            self.verify_clip(log, clip)
            # The last step of the warm-up has the full rate, and so has the first one of the decay.
            if not log.rising - 1 <= warm_up <= log.rising + 1:
                raise Wrong(
                    "warm-up-steps",
                    found=warm_up,
                    first=log.rates[0],
                    highest=log.rates.max(),
                    steps=len(log.rates),
                )

    def verify_clip(self, log: Log, clip: float | None) -> None:
        """None where the top of the norms is flat, else about nine of ten below it."""
        norms = log.norms
        if log.kind == "clipped":
            if clip is not None:
                raise Wrong("clip-of-clipped", clip=clip, same=int((norms == norms.max()).sum()), steps=len(norms))
            return
        if clip is None:
            raise Wrong("clip-none", highest=norms.max(), median=float(np.median(norms)))
        below = float((norms <= clip).mean())
        if not LOW <= below <= HIGH:
            raise Wrong("clip-too-low" if below < LOW else "clip-too-high", clip=clip, below=below)
