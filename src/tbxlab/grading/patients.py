"""Several patients are judged and reported together: the first wrong diagnosis hides nothing of the others."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from tbxlab.grading.verdict import Wrong

P = TypeVar("P")


def judge_each(patients: Iterable[P], judge: Callable[[P], None]) -> list[Wrong]:
    """Judge each patient and return what is wrong with those that were not told rightly, in their order."""
    found = []
    for patient in patients:
        try:
            judge(patient)
        except Wrong as wrong:
            found.append(wrong)
    return found


def raise_together(found: Sequence[Wrong], several: str) -> None:
    """Raise the one mistake that there is; where there are more, ``several``, whose ``lines`` hold a line for each."""
    if len(found) == 1:
        raise found[0]
    if found:
        raise Wrong(several, count=len(found), lines="\n".join(f"  {wrong}" for wrong in found))


def judge_all(patients: Iterable[str], judge_one: Callable[[str], None]) -> None:
    """Judge each patient by ``judge_one``, which raises Wrong where a diagnosis is not right.

    One wrong diagnosis is told by its own message; of several, Wrong("patients-several") tells all.
    """
    names = list(patients)
    wrong = judge_each(names, judge_one)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        each = "\n".join(f"  {message}" for message in wrong)
        raise Wrong("patients-several", wrong=len(wrong), of=len(names), each=each)
