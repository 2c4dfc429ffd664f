"""What can come out of a check: passed, wrong with a message, raised, or not attempted."""

from dataclasses import dataclass, field
from typing import Any, Literal

from tbxlab.course.words import words

Outcome = Literal["passed", "wrong", "raised", "not-attempted"]


class Wrong(Exception):
    """An answer is wrong: a message id with its parameters, whose words are in the catalogue.

    Parameters are plain values, since a verdict travels between processes as JSON.
    """

    def __init__(self, message_id: str, **params: Any) -> None:
        super().__init__(message_id, params)
        self.message_id = message_id
        self.params = params

    def __str__(self) -> str:
        return words(self.message_id, self.params)


class NotAttempted(Exception):
    """The answer is still the starter's."""


@dataclass(frozen=True)
class Verdict:
    """The outcome for one exercise; ``printed`` is what the learner's code printed while it was driven."""

    exercise: str
    outcome: Outcome
    message_id: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    printed: str = ""

    @property
    def passed(self) -> bool:
        """Whether the answer earns its points."""
        return self.outcome == "passed"

    @property
    def words(self) -> str:
        """The sentence for the learner, empty where the answer passed."""
        return words(self.message_id, self.params) if self.message_id else ""
