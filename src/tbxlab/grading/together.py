"""All patients of a diagnosis are judged, and what is wrong with any of them is reported together."""

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
