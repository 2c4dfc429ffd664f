"""Several patients are judged and reported together: the first wrong diagnosis hides nothing of the others."""

from collections.abc import Callable, Iterable

from tbxlab.grading.verdict import Wrong


def judge_all(patients: Iterable[str], judge_one: Callable[[str], None]) -> None:
    """Judge each patient by ``judge_one``, which raises Wrong where a diagnosis is not right.

    One wrong diagnosis is told by its own message; of several, Wrong("patients-several") tells all.
    """
    wrong: list[Wrong] = []
    names = list(patients)
    for name in names:
        try:
            judge_one(name)
        except Wrong as error:
            wrong.append(error)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        each = "\n".join(f"  {message}" for message in wrong)
        raise Wrong("patients-several", wrong=len(wrong), of=len(names), each=each)
