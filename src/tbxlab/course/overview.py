"""The course at a glance: how far each lab is, and where to go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table
from rich.text import Text

from tbxlab.course.manifest import Course, Exercise, Lab
from tbxlab.course.words import words


@dataclass(frozen=True)
class Standing:
    """How far one lab is: exercises and points that the last verdicts gave, the seconds spent on it.

    ``best`` are the points of all exercises that were right at some time: never below ``points``.
    """

    lab: Lab
    right: int
    points: int
    best: int
    seconds: float
    begun: bool

    @property
    def full(self) -> bool:
        """Whether every point was earned."""
        return self.points == self.lab.points


def standings(
    course: Course,
    exercises: Mapping[str, Mapping[str, Any]],
    labs: Mapping[str, Mapping[str, Any]],
) -> list[Standing]:
    """Return one standing for each lab, in the course's order, from what ``progress`` keeps."""
    found = []
    for lab in course.labs:
        right = [each for each in lab.exercises if _is_right(exercises, each)]
        best = sum(each.points for each in lab.exercises if exercises.get(each.id, {}).get("passed"))
        seconds = labs.get(lab.name, {}).get("seconds", 0)
        begun = lab.name in labs or any(each.id in exercises for each in lab.exercises)
        found.append(Standing(lab, len(right), sum(each.points for each in right), best, seconds, begun))
    return found


def go_on(
    course: Course,
    exercises: Mapping[str, Mapping[str, Any]],
    labs: Mapping[str, Mapping[str, Any]],
) -> tuple[Lab, Exercise] | None:
    """Return the exercise to go on with, and its lab; None where all of the course is right.

    Exercises with points come first: those of the lab that was worked on last, then of the labs behind it, then of
    those before. Only then come the further exercises, in the same order.
    """
    last = max(labs, key=lambda name: labs[name].get("last", 0), default="")
    at = next((number for number, lab in enumerate(course.labs) if lab.name == last), 0)
    ordered = [*course.labs[at:], *course.labs[:at]]
    open_ones = [(lab, each) for lab in ordered for each in lab.exercises if not _is_right(exercises, each)]
    return next((found for found in open_ones if found[1].points), next(iter(open_ones), None))


def as_table(course: Course, found: Sequence[Standing]) -> Table:
    """Return one row for each lab below its part, and the sum.

    Where the best points of a lab differ from those of the last verdicts, there is a column for them.
    """
    better = any(each.best != each.points for each in found)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", "Lab", "Exercises", "Points", *(["Best"] if better else []), "Time"):
        table.add_column(heading, justify="left" if heading in ("", "Lab") else "right")
    for part, title in course.parts.items():
        own = [each for each in found if each.lab.part == part]
        if own:
            table.add_row("", Text(f"{part} {title}", style="bold"))
        for each in own:
            mark, style = ("✓", "green") if each.full else ("◐", "yellow") if each.begun else ("○", "dim")
            table.add_row(
                Text(mark, style),
                f"{each.lab.number} {each.lab.title}",
                f"{each.right}/{len(each.lab.exercises)}",
                f"{each.points}/{each.lab.points}",
                *([f"{each.best}/{each.lab.points}"] if better else []),
                duration(each.seconds),
            )
    table.add_row(
        "",
        Text(words("progress-total"), style="bold"),
        f"{sum(each.right for each in found)}/{sum(len(each.lab.exercises) for each in found)}",
        f"{sum(each.points for each in found)}/{sum(each.lab.points for each in found)}",
        *([f"{sum(each.best for each in found)}/{sum(each.lab.points for each in found)}"] if better else []),
        duration(sum(each.seconds for each in found)),
    )
    return table


def duration(seconds: float) -> str:
    """Return a time as people say it: "–", "4 min", "1 h 05 min"."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "–"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def _is_right(exercises: Mapping[str, Mapping[str, Any]], exercise: Exercise) -> bool:
    """Return what the last verdict said; of an exercise judged before that was kept, the best one."""
    entry = exercises.get(exercise.id, {})
    return bool(entry.get("now", entry.get("passed")))
