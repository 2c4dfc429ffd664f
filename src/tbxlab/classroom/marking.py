"""Marks one submission: read, run behind walls, judged, and run again where that is fair to its author.

``mark`` takes and returns plain values, so that any ``concurrent.futures`` executor can call it, here or elsewhere.
"""

import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tbxlab.classroom import cutting, running
from tbxlab.classroom.reading import CodeCell, positions
from tbxlab.classroom.seeds import Seeds
from tbxlab.classroom.workshop import Workshop, workshop
from tbxlab.course.manifest import Exercise
from tbxlab.grading.verdict import visible

MOST_REPLAYS = 3
"""A cell that takes its process with it is left out, and the others run again; so often."""
LONGEST = 4000
"""Characters of a message, and of what is kept of a learner's output."""
MAY_OWE = frozenset({"raised", "no-evidence", "cell-failed", "evidence-unreadable"})
"""Messages that a missing cell can cause whatever the answer is."""


@dataclass(frozen=True)
class Task:
    """One submission, and how it is to be marked."""

    lab: str
    seeds: tuple[int, ...]
    name: str
    content: bytes
    trusted: bool = False
    whole: bool = False
    """Run every cell at once, also those that no mark rests on."""
    cell_seconds: int | None = None
    wall_seconds: int | None = None


@dataclass
class Marked:
    """What came of it. ``exercises`` is one plain table each; ``evidence`` the files that the mark rests on."""

    name: str
    bad: str = ""
    of: str = ""
    foreign: bool = False
    exercises: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    evidence: list[tuple[str, bytes]] = field(default_factory=list)
    ran: str = ""
    """"cut" or "whole": which cells the marks come from."""
    crashes: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    walls: str = ""
    seconds: float = 0.0


def mark(task: Task) -> Marked:
    """Mark one submission. Raises running.CannotRun where that is no fault of it."""
    started = time.perf_counter()
    place = workshop(task.lab, Seeds(task.lab, task.seeds), trusted=task.trusted)
    with tempfile.TemporaryDirectory(prefix="tbxlab-mark-", ignore_cleanup_errors=True) as name:
        path = Path(name, Path(task.name).name or "submission.ipynb")
        path.write_bytes(task.content)
        found = place.examiner.read(path)
    if "bad" in found:
        return Marked(task.name, visible(found["bad"])[:LONGEST], found.get("of", ""), bool(found.get("foreign")))
    cells = [CodeCell(**each) for each in found["cells"]]
    marked = _mark(task, place, cells)
    marked.notes = [visible(note)[:LONGEST] for note in found["notes"]]
    marked.seconds = round(time.perf_counter() - started, 2)
    return marked


def _mark(task: Task, place: Workshop, cells: list[CodeCell]) -> Marked:
    ran = list(range(len(cells))) if task.whole else cutting.kept(cells)
    first = _with_replays(task, place, cells, ran)
    marked = Marked(task.name, ran="whole" if task.whole else "cut", walls=place.how)
    marked.exercises = [_plain(each, first) for each in place.lab.exercises]
    marked.evidence, marked.refused, marked.crashes = first.evidence, first.refused, first.crashes
    doubtful = [] if task.whole else [*_doubtful(marked.exercises, cells, ran)]
    if doubtful:
        second = _with_replays(task, place, cells, list(range(len(cells))))
        again = {each.id: _plain(each, second) for each in place.lab.exercises}
        marked.exercises = [again[each["id"]] if each["id"] in doubtful else each for each in marked.exercises]
        marked.evidence = _joined(marked.evidence, second.evidence, doubtful)
        marked.ran, marked.refused, marked.crashes = "whole", second.refused, second.crashes
    return marked


def _doubtful(exercises: Iterable[dict[str, Any]], cells: list[CodeCell], ran: Sequence[int]) -> Iterable[str]:
    """Yield the exercises that may owe their verdict to what was left out."""
    for each in exercises:
        if each["outcome"] in ("passed", "not-attempted"):
            continue
        own = positions(cells, each["id"])
        if each["message_id"] in MAY_OWE or not cutting.owes_nothing(cells, ran, own):
            yield each["id"]


def _joined(one: list[tuple[str, bytes]], other: list[tuple[str, bytes]], of: Sequence[str]) -> list[tuple[str, bytes]]:
    """Return the evidence in which that of some exercises comes from the second run."""
    kept = [(name, content) for name, content in one if name.split("/")[1] not in of]
    return kept + [(name, content) for name, content in other if name.split("/")[1] in of]


@dataclass
class _Judged:
    """One run of a submission with its verdicts."""

    verdicts: dict[str, list[dict[str, Any]]]
    evidence: list[tuple[str, bytes]]
    refused: list[tuple[str, str]]
    crashes: list[str]


def _with_replays(task: Task, place: Workshop, cells: list[CodeCell], ran: Sequence[int]) -> _Judged:
    """Run the cells at some positions; where one ends the process, run the others again without it."""
    chosen, crashes = [cells[at] for at in ran], list[str]()
    while True:
        done = running.run(place, chosen, task.cell_seconds or place.lab.seconds, task.wall_seconds)
        culprit = done.culprit(chosen)
        if culprit is None or len(crashes) == MOST_REPLAYS:
            break
        crashes.append(_crash(chosen[culprit], done))
        chosen[culprit] = replace(chosen[culprit], source=running.LEFT_OUT.format(why=done.why(culprit)))
    return _Judged(done.verdicts, done.evidence, done.refused, crashes)


def _crash(cell: CodeCell, done: "running.Done") -> str:
    first = cell.source.strip().splitlines()[0][:60] if cell.source.strip() else ""
    return visible(f"{first!r}: {done.why(None)}")


def _plain(exercise: Exercise, judged: _Judged) -> dict[str, Any]:
    """Return one exercise's verdict: the first that is not a pass, of all draws."""
    verdicts = judged.verdicts.get(exercise.id) or [{"outcome": "raised", "message_id": "evidence-unreadable"}]
    worst = next((each for each in verdicts if each["outcome"] != "passed"), verdicts[0])
    passed = worst["outcome"] == "passed"
    return {
        "id": exercise.id,
        "title": exercise.title,
        "kind": exercise.kind,
        "outcome": worst["outcome"],
        "points": exercise.points if passed else 0,
        "of": exercise.points,
        "message_id": worst["message_id"],
        "message": visible(str(worst.get("words", "")))[:LONGEST],
        "printed": visible(str(worst.get("printed", "")))[:LONGEST],
        "curves": verdicts[0].get("curves", []),
        "passed_draws": sum(each["outcome"] == "passed" for each in verdicts),
        "draws": len(verdicts),
    }
