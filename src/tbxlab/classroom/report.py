"""What a graded class shows on the screen: one row for each learner, and everything that a teacher must know."""

from collections.abc import Iterable
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tbxlab.classroom.grading import RULES, Graded
from tbxlab.classroom.intake import Aside
from tbxlab.grading.verdict import visible

PROVES = (
    "A mark proves that this code, run by us under seeds that it did not know, left this evidence. It does not prove "
    "who wrote the code."
)


def as_text(graded: Graded) -> RenderableType:
    """Return the table and the notes below it."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, right in (("Learner", False), ("Points", True), ("Open", True), ("Note", False)):
        table.add_column(name, justify="right" if right else "left")
    for each in graded.results:
        points = f"{each['points']}/{graded.lab.points}" if each["exercises"] else "–"
        table.add_row(Text(shown(name_of(each))), points, str(len(open_ones(each))), Text("; ".join(remarks(each))))
    lines = [Text(f"Walls: {graded.walls}.", style="dim"), Text(f"Rule: {RULES[graded.rule]}.", style="dim")]
    if graded.taken:
        lines.append(Text(f"{graded.taken} results were there already and still hold.", style="dim"))
    lines += [Text(f"✗ {shown(each.name)}: {shown(why)}", style="red") for each, why in graded.failed]
    lines += [Text(f"Set aside: {line}", style="dim") for line in set_aside(graded.intake.aside)]
    return Group(table, *lines, Text(PROVES, style="dim"))


def shown(text: str) -> str:
    """Return text as a terminal or a page may show it: no control characters, no half characters."""
    return visible(text.encode("utf-8", "replace").decode("utf-8")).replace("\n", "\\n")


def name_of(result: dict[str, Any]) -> str:
    """Return what a learner is called: the name, or the file's, where nothing tells whose it is."""
    return result["learner"]["name"] or result["file"]


def open_ones(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the exercises with points that were not attempted."""
    return [each for each in result["exercises"] if each["of"] and each["outcome"] == "not-attempted"]


def remarks(result: dict[str, Any]) -> list[str]:
    """Return what a teacher must know of one learner's result, beside the points."""
    found = []
    if not result["learner"]["id"]:
        found.append("whose? its name fits no platform")
    if result["other_lab"]:
        found.append(f"another lab's notebook: {result['other_lab']}")
    elif result["foreign"]:
        found.append("no notebook of this course")
    elif result["unreadable"]:
        found.append(f"unreadable: {shown(result['unreadable'])}")
    if result["late"]:
        found.append("late")
    if result["also"] or result["not_looked_at"]:
        others = len(result["also"]) + len(result["not_looked_at"])
        found.append(f"{others} more file{'s' if others > 1 else ''} of this learner")
    if result["crashes"]:
        found.append(f"{len(result['crashes'])} cells ended their process")
    if result["refused_evidence"]:
        found.append("evidence was refused")
    return found


def set_aside(files: Iterable[Aside]) -> list[str]:
    """Return one line for each file that is not marked."""
    return [f"{shown(str(each.path))}: {each.why}" for each in files]
