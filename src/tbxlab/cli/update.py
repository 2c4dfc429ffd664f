"""``tbxlab update``: a learner's copies and the course that is here now."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tbxlab.cli.screen import fail, screen
from tbxlab.course import manifest
from tbxlab.course.words import words

if TYPE_CHECKING:
    from tbxlab.notebooks.update import Update

_SAID = {
    "made": "update-made",
    "current": "update-current",
    "updated": "update-updated",
    "unreadable": "update-unreadable",
    "beside": "update-beside",
}


def update(
    source: Annotated[
        Path | None, typer.Argument(help="A folder of labs, or one notebook, that was solved elsewhere.")
    ] = None,
) -> None:
    """Bring your copies of the labs up to date with the course, answers kept; a file that changes is copied first.

    With SOURCE, take the labs from there. Exit code 0 unless a notebook could not be read.
    """
    from tbxlab.notebooks import earlier
    from tbxlab.notebooks import update as updating

    course = manifest.load()
    try:
        if source is None:
            for moved in earlier.move_all():
                _say("copies-moved", was=moved.was, now=moved.now)
            done = [updating.update(lab) for lab in course.labs]
        else:
            done = updating.take_folder(source, course)
            earlier.take_alarms((source if source.is_dir() else source.parent) / earlier.EARLIER_ALARMS)
            if not done:
                fail(words("update-none", {"path": source}))
    except OSError as error:
        fail(words("update-failed", {"why": error}))
    _tell(done)
    raise typer.Exit(1 if any(each.state == "unreadable" for each in done) else 0)


def _tell(done: "Sequence[Update]") -> None:
    for each in done:
        answers = ", ".join(each.answers) or words("guess-none")
        _say(_SAID[each.state], lab=each.lab.name, answers=answers, why=each.why, kept=each.kept)
        for note in each.notes:
            _say("update-note", note=note)
        if each.kept and each.state != "beside":
            _say("update-kept", kept=each.kept)
    if any(each.state == "updated" for each in done):
        _say("update-reload")


def _say(message: str, **params: object) -> None:
    screen.print(words(message, params), markup=False)
