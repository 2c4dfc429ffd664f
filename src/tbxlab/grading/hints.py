"""The hints of an exercise, one after the other."""

from dataclasses import dataclass

from rich.panel import Panel
from rich.text import Text

from tbxlab.course import progress
from tbxlab.course.manifest import HINTS, Exercise
from tbxlab.course.words import words
from tbxlab.site.pointers import pointers


@dataclass(frozen=True)
class Hint:
    """One hint: which it is, what it says, and how to get the next."""

    title: str
    text: str
    foot: str

    def as_panel(self) -> Panel:
        """Return it in a frame, for a terminal."""
        return Panel(
            Text(self.text),
            title=Text(self.title),
            subtitle=Text(self.foot),
            title_align="left",
            subtitle_align="left",
        )

    def as_text(self) -> str:
        """Return it as plain lines, for a pipe, a file or a screen reader."""
        return "\n".join([self.title, self.text, self.foot])


def open_next(exercise: Exercise, number: int | None = None, *, key: str = "") -> Hint:
    """Return hint ``number`` (from 1), else the next that was not read yet, and remember that it was read.

    Behind the last hint comes the last again. ``key`` is what gives the next one where no command is typed.
    """
    seen = progress.load().get(exercise.id, {}).get("hints", 0)
    number = number or min(seen + 1, HINTS)
    progress.open_hint(exercise.id, number)
    foot = words(
        "hint-last" if number == HINTS else "hint-next",
        {"exercise": exercise.id, "how": key or f"tbxlab hint {exercise.id}"},
    )
    title = words("hint-title", {"exercise": exercise.id, "title": exercise.title, "number": number, "of": HINTS})
    shown = exercise.hints[number - 1]
    return Hint(title, shown if number == HINTS else _readable(shown), foot)


def _readable(hint: str) -> str:
    """Return a hint without Markdown's signs, and behind it the address of each page that it names."""
    found = list(pointers(hint))
    for pointer in reversed(found):
        hint = hint[: pointer.start] + pointer.shown + hint[pointer.end :]
    return "\n".join([hint, *(pointer.address for pointer in found)])
