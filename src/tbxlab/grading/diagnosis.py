"""What exercises that ask for a diagnosis share: of each patient a cause, a tag, a window of steps, what to do next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tbxlab.grading.verdict import Wrong


@dataclass(frozen=True)
class Messages:
    """Ids of the messages about what all diagnoses have in common."""

    letters: str
    """Other patients than there are."""
    form: str
    """No four values, or no known cause."""
    next_form: str
    """No known thing to do."""
    needless: str
    """What is to be done helps against none of the causes."""
    next: str
    """What is to be done is for another cause."""


@dataclass(frozen=True)
class Exam:
    """What is right, and what those are told who say something else."""

    patients: Mapping[str, str]
    """Each patient's cause."""
    would_show: Mapping[str, str]
    """Each cause, with the message for those who name it where it is another."""
    next: Mapping[str, str | tuple[str, ...] | None]
    """What can be done next, with the cause or the causes that it is for; None where it is for none."""
    messages: Messages
    measured: Callable[[str], Mapping[str, Any]]
    """Of a patient: what the messages of ``would_show`` may quote."""
    verify_seen: Callable[[str, str, Any, Any], None]
    """Of patient, cause, tag and window: raises Wrong where the cause is not seen there."""

    def is_diagnosis(self, said: object) -> bool:
        """Return whether an answer is four values, the first a cause and the second a text."""
        return (
            isinstance(said, list)
            and len(said) == 4
            and all(isinstance(each, str) for each in said[:2])
            and said[0] in self.would_show
        )

    def verify(self, said: object) -> None:
        """Raise Wrong: a wrong cause is told what it would show, never the right one; then tag, steps, what is next."""
        if not isinstance(said, dict) or set(said) != set(self.patients):
            raise Wrong(self.messages.letters, found=repr(said))
        for patient, right in self.patients.items():
            if not self.is_diagnosis(said[patient]):
                raise Wrong(
                    self.messages.form, patient=patient, found=repr(said[patient]), causes=", ".join(self.would_show)
                )
            cause, tag, window, following = said[patient]
            if cause != right:
                raise Wrong(self.would_show[cause], **self.measured(patient), patient=patient)
            self.verify_seen(patient, cause, tag, window)
            if not isinstance(following, str) or following not in self.next:
                raise Wrong(self.messages.next_form, patient=patient, found=repr(following), known=", ".join(self.next))
            meant = self.next[following]
            if cause not in (meant if isinstance(meant, tuple) else (meant,)):
                raise Wrong(
                    self.messages.needless if self.next[following] is None else self.messages.next,
                    patient=patient,
                    cause=cause,
                    found=following,
                )
