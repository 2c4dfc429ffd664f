"""What can come out of a check: passed, wrong with a message, raised, or not attempted."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from tbxlab.course.words import words

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that a terminal obeys instead of showing: escape sequences, a bell, a change of direction."""


def visible(text: str) -> str:
    """Return text in which control characters are spelled out: what a learner's code said must not steer a terminal."""
    return CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


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
        return visible(words(self.message_id, self.params))


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
        return visible(words(self.message_id, self.params)) if self.message_id else ""
