"""What the reading exercises of lab 05 share: the runs that come with it, and the form of their answers."""

from functools import cache
from typing import Any

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.expect import is_number
from tbxlab.grading.verdict import Wrong

LAB = "05_images"


@cache
def given(name: str) -> events.Run:
    """Return a run that comes with the lab, as it is committed (the learner's copy may have been changed)."""
    return events.read_run(folders.given_folder(LAB) / name)


def is_whole(value: Any) -> bool:
    """Return whether a value is a whole number, also one that came as 3.0."""
    return is_number(value) and value == int(value)


def expect_keys(answer: Any, keys: tuple[str, ...], name: str) -> None:
    """Expect a dictionary with these keys, no others."""
    if not isinstance(answer, dict) or set(answer) != set(keys):
        raise Wrong("images-form", name=name, expected=", ".join(map(repr, keys)), found=repr(answer))
