"""What the checks of all alarms share: an alarm is asked about ten runs, and its answers are counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tbxlab.events import read_run
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong
from tbxlab.lab02.practice import Window

ENOUGH = 9
"""Right answers, of ten runs."""
MISTAKES = ("false", "missed", "early", "late")
"""As Window.judge names them. Of two that are equally frequent, the first is told."""


@dataclass(frozen=True)
class Tally:
    """The answers of one alarm, and how each was judged."""

    said: Sequence[Any]
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

    def told(self, at: int) -> dict[str, Any]:
        """Return what every message about a failed alarm says, with run ``at`` as its example."""
        count = len(self.where)
        return {
            "right": self.right,
            "enough": ENOUGH,
            "runs": len(self.verdicts),
            "count": count,
            "others": len(self.verdicts) - self.right - count,
            "said": self.said[at],
        }


def ask(alarm: Callable, evidence: Evidence, runs: int) -> list[Any]:
    """Return what the alarm says of each of the runs run-0, run-1, …, read back from their files."""
    return [alarm(read_run(evidence.logdir(f"run-{i}"))) for i in range(runs)]


def judge(said: Sequence[Any], windows: Sequence[Window], no_step: str) -> Tally:
    """Return the tally of the answers; raises Wrong(``no_step``) where one is neither a step nor None."""
    for each in said:
        if each is not None and not is_number(each):
            raise Wrong(no_step, found=repr(each))
    return Tally(said, [window.judge(each) for window, each in zip(windows, said, strict=True)])
