"""What the checks of all alarms share: an alarm is asked about the runs of a cohort, and its answers are counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic

from tbxlab.events import Run, read_run
from tbxlab.grading.case import Case
from tbxlab.grading.cohorts import C, Cohort, Draw, M, Window
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong

ENOUGH = 9
"""Right answers, of ten runs."""
MISTAKES = ("false", "missed", "early", "late")
"""As Window.judge names them. Of two that are equally frequent, the first is reported."""

Alarm = Callable[[Run], Any]
"""What a learner writes: a run, as read_run returns it, in; a step or None out."""


@dataclass(frozen=True)
class Tally:
    """The answers of one alarm, and how each was judged."""

    reported: Sequence[Any]
    verdicts: Sequence[str]

    @property
    def right(self) -> int:
        """How many answers are right."""
        return self.verdicts.count("right")

    @property
    def is_enough(self) -> bool:
        """Whether the alarm passes."""
        return self.right >= ENOUGH

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
            "enough": ENOUGH,
            "runs": len(self.verdicts),
            "count": count,
            "others": len(self.verdicts) - self.right - count,
            "said": self.reported[at],
        }


def ask(alarm: Alarm, folders: Sequence[Path]) -> list[Any]:
    """Return what the alarm reports of each run directory: the one interface between a cohort and an alarm."""
    return [alarm(read_run(folder)) for folder in folders]


def judge(reported: Sequence[Any], windows: Sequence[Window], no_step: str) -> Tally:
    """Return the tally of the answers; raises Wrong(``no_step``) where one is neither a step nor None."""
    for each in reported:
        if each is not None and not is_number(each):
            raise Wrong(no_step, found=repr(each))
    return Tally(reported, [window.judge(each) for window, each in zip(windows, reported, strict=True)])


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
        """Ask the alarm about a copy of each run."""
        evidence.note(said=ask(alarm, given.copy(lambda i: evidence.logdir(f"run-{i}"))))

    def verify(self, evidence: Evidence, case: Case[Draw[M, C], Draw[M, C]]) -> None:
        """Count what is right; of what is wrong, say how much it is and show one run."""
        draw = case.true
        tally = judge(evidence.answers["said"], draw.windows, self.no_step or f"{self.prefix}-no-step")
        if tally.is_enough:
            self.verify_further(evidence, tally)
            return
        at = self.example(tally, draw)
        raise Wrong(f"{self.prefix}-{tally.worst}", **tally.params(at), **self.shown(draw, at))

    def verify_further(self, evidence: Evidence, tally: Tally) -> None:
        """What a lab asks of an alarm that is right often enough; nothing unless it says so."""

    def example(self, tally: Tally, draw: Draw[M, C]) -> int:
        """Return the run that the message shows: the first in which the most frequent mistake was made."""
        return tally.where[0]

    def shown(self, draw: Draw[M, C], at: int) -> dict[str, Any]:
        """Return the parameters of the messages that speak of run ``at``."""
        raise NotImplementedError
