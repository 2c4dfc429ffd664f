"""Puts what a learner predicted beside what came out."""

import inspect
from typing import Any

from tbxlab.course.words import words

_NO_OUTCOME = object()


def guessed(name: str, outcome: Any = _NO_OUTCOME) -> None:
    """Print ``outcome`` and what the notebook's variable ``name`` holds, and whether they are the same.

    A prediction that was not filled in, or whose cell was not run, counts as none: the variable holds ``...`` or is
    not there. So each prediction has a name of its own. Without an ``outcome`` only the prediction is shown.
    """
    frame = inspect.currentframe()
    scope = frame.f_back.f_globals if frame and frame.f_back else {}
    guess = scope.get(name, ...)
    params = {"outcome": outcome, "guess": words("guess-none") if guess is ... else guess}
    if outcome is _NO_OUTCOME:
        print(words("guess-alone", params))
    else:
        print(words("guess-right" if guess is not ... and _same(guess, outcome) else "guess-beside", params))


def _same(guess: Any, outcome: Any) -> bool:
    """Return whether two values are equal; values that cannot be compared as a whole (arrays) are not."""
    try:
        return bool(guess == outcome)
    except (TypeError, ValueError):
        return False
