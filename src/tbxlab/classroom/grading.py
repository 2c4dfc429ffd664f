"""Grades a class: every learner's files, marked by the teacher's rule, each result kept as soon as it is there."""

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Executor, Future, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tbxlab.classroom import seeds as seeds_of
from tbxlab.classroom.intake import Handed, Intake, Learner
from tbxlab.classroom.marking import Marked, Task, mark
from tbxlab.classroom.results import Store
from tbxlab.course.manifest import Lab

Rule = Literal["latest", "best"]
RULES = {
    "latest": "of several files of one learner, the latest that can be read counts",
    "best": "of several files of one learner, the one with the most points counts",
}
LARGEST_FILE = 64 * 2**20
"""Bytes that are read of a file at all."""


@dataclass
class Graded:
    """A class that was graded: one result for each learner, in the order of their names."""

    lab: Lab
    rule: Rule
    walls: str
    intake: Intake
    results: list[dict[str, Any]] = field(default_factory=list)
    taken: int = 0
    """How many results were there already."""
    failed: list[tuple[Learner, str]] = field(default_factory=list)
    """Learners whose marking broke down, with why: no result is kept, and the same command tries again."""


def mark_files(tasks: Sequence[Task], rule: Rule) -> list[Marked]:
    """Mark one learner's files, given the latest first; return what was looked at, the one that counts first."""
    marked: list[Marked] = []
    for task in tasks:
        marked.append(mark(task))
        if rule == "latest" and not marked[-1].bad:
            break
    best = max(marked, key=lambda each: (not each.bad, sum(one["points"] for one in each.exercises)))
    return [best, *(each for each in marked if each is not best)]


def grade(
    intake: Intake,
    lab: Lab,
    out: Path,
    executor: Executor,
    *,
    rule: Rule = "latest",
    walls: str,
    task: Callable[[Task], Task] = lambda task: task,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Graded:
    """Grade a class with the tasks that an ``executor`` runs. ``task`` may change how each file is marked.

    Raises seeds.BadSeeds, and KeyboardInterrupt as it comes: results that are there stay.
    """
    out.mkdir(parents=True, exist_ok=True)
    seeds = seeds_of.of_class(out, lab.name)
    way = task(Task(lab.name, seeds.values, "", b""))
    store = Store(out, lab, seeds, way=f"{rule} {way}")
    graded = Graded(lab, rule, walls, intake)
    waiting: dict[Future[list[Marked]], tuple[Learner, list[Handed], str]] = {}
    found: dict[Learner, dict[str, Any]] = {}
    learners = intake.by_learner()
    for learner, files in learners.items():
        contents = [_content(each.path) for each in files]
        key = store.key(contents)
        if kept := store.load(learner, key):
            found[learner] = kept
            continue
        tasks = [
            task(Task(lab.name, seeds.values, str(each.path), content))
            for each, content in zip(files, contents, strict=True)
        ]
        waiting[executor.submit(mark_files, tasks, rule)] = learner, files, key
    graded.taken = len(found)
    progress(len(found), len(learners))
    try:
        for future in as_completed(waiting):
            learner, files, key = waiting[future]
            try:
                found[learner] = store.save(learner, files, future.result(), key)
            except CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - one learner's broken marking must not cost the others theirs
                graded.failed.append((learner, f"{type(error).__name__}: {error}"))
            progress(len(found) + len(graded.failed), len(learners))
    except BaseException:
        for future in waiting:
            future.cancel()
        raise
    graded.results = [found[learner] for learner in learners if learner in found]
    return graded


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_FILE)


__all__ = ["RULES", "Graded", "Rule", "grade", "mark_files"]
