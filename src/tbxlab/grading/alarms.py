"""What the checks of all alarms share: an alarm is asked about the runs of a cohort, and its answers are counted.

It is asked as a training run goes on, again and again about a log that grows, and what it reports first is what counts:
on Monday nobody knows the end of a run either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic

from tbxlab.grading.asking import Alarm, Ring, Window, verdict_on
from tbxlab.grading.case import Case
from tbxlab.grading.cohorts import C, Cohort, Draw, M
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong

FORGIVEN = 1
"""Wrong answers that an alarm may give, however many runs its cohort has."""
ENOUGH = 10 - FORGIVEN
"""Right answers, of ten runs."""


def enough(runs: int) -> int:
    """Return how many right answers are enough: nine of ten, 19 of twenty."""
    return runs - FORGIVEN


MISTAKES = ("false", "missed", "early", "late")
"""As Window.judge names them. Of two that are equally frequent, the first is reported."""


@dataclass(frozen=True)
class Tally:
    """The answers of one alarm, and how each was judged."""

    reported: Sequence[Any]
    """The step that it gave first for each run, None where it gave none."""
    verdicts: Sequence[str]
    asked_at: Sequence[int | None]
    """How far the log had got when it gave that step."""

    @property
    def right(self) -> int:
        """How many answers are right."""
        return self.verdicts.count("right")

    @property
    def is_enough(self) -> bool:
        """Whether the alarm passes."""
        return self.right >= enough(len(self.verdicts))

    @property
    def worst(self) -> str:
        """The most frequent mistake."""
        return max(MISTAKES, key=self.verdicts.count)

    @property
    def where(self) -> list[int]:
        """The runs in which the worst mistake was made."""
        return [i for i, verdict in enumerate(self.verdicts) if verdict == self.worst]

    def params(self, at: int) -> dict[str, Any]:
        """Return what every message about a failed alarm says, with run ``at`` as its example."""
        count = len(self.where)
        return {
            "right": self.right,
            "enough": enough(len(self.verdicts)),
            "runs": len(self.verdicts),
            "count": count,
            "others": len(self.verdicts) - self.right - count,
            "said": self.reported[at],
            "at": self.asked_at[at],
        }


def judge(rings: Sequence[Ring | None], windows: Sequence[Window], no_step: str) -> Tally:
    """Return the tally of what was reported; raises Wrong(``no_step``) where it is neither a step nor None."""
    for ring in rings:
        if ring is not None and not is_number(ring.said):
            raise Wrong(no_step, found=repr(ring.said))
    verdicts = [verdict_on(ring, window) for window, ring in zip(windows, rings, strict=True)]
    return Tally([ring and ring.said for ring in rings], verdicts, [ring and ring.at for ring in rings])


class AlarmCheck(Generic[M, C]):
    """The check of a lab's alarm: a lab gives its cohort, the prefix of its messages, and what they show of a run.

    The messages are ``<prefix>-false``, ``-missed``, ``-early`` and ``-late``, and ``<prefix>-no-step``.
    """

    cohort: ClassVar[Cohort[Any, Any]]
    prefix: ClassVar[str]
    no_step: ClassVar[str] = ""
    """The message for an answer that is neither a step nor None, where it is not ``<prefix>-no-step``."""

    def case(self, seed: int) -> Case[Draw[M, C], Draw[M, C]]:
        """Draw the runs. What is true of them, their members and windows, is worked out when it is first needed."""
        draw: Draw[M, C] = self.cohort.draw(seed)
        return Case(given=draw, true=draw)

    def drive(self, alarm: Alarm, given: Draw[M, C], evidence: Evidence) -> None:
        """Ask the alarm about each run while it grows."""
        evidence.note(rings=given.ask(alarm, evidence.logdir()))

    def verify(self, evidence: Evidence, case: Case[Draw[M, C], Draw[M, C]]) -> None:
        """Count what is right; of what is wrong, say how much it is and show one run."""
        draw = case.true
        rings = [Ring(*ring) if ring else None for ring in evidence.answers["rings"]]
        tally = judge(rings, draw.windows, self.no_step or f"{self.prefix}-no-step")
        if tally.is_enough:
            return
        at = self.example(tally, draw)
        raise Wrong(f"{self.prefix}-{tally.worst}", **tally.params(at), **self.shown(draw, at))

    def example(self, tally: Tally, draw: Draw[M, C]) -> int:
        """Return the run that the message shows: the first in which the most frequent mistake was made."""
        return tally.where[0]

    def shown(self, draw: Draw[M, C], at: int) -> dict[str, Any]:
        """Return the parameters of the messages that speak of run ``at``."""
        raise NotImplementedError
