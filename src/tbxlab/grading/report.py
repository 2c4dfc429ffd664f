"""Turns a judged notebook into what is shown: a table for a person, JSON for a program."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tbxlab.course.words import words
from tbxlab.grading.result import Report, Result

JSON_SCHEMA = 1
MARKS = {"passed": ("✓", "green"), "wrong": ("✗", "red"), "raised": ("✗", "red"), "not-attempted": ("○", "dim")}


def as_json(report: Report) -> dict[str, Any]:
    """Return plain values under a schema version: keys may be added in it, never change their meaning."""
    return {
        "schema": JSON_SCHEMA,
        "lab": report.lab.name,
        "notebook": str(report.notebook),
        "points": report.points,
        "of": report.of,
        "seconds": round(report.seconds, 1),
        "notes": list(report.notes),
        "exercises": [
            {
                "id": result.exercise.id,
                "title": result.exercise.title,
                "kind": result.exercise.kind,
                "outcome": result.verdict.outcome,
                "points": result.points,
                "of": result.exercise.points,
                "message_id": result.verdict.message_id,
                "params": result.verdict.params,
                "message": result.verdict.words,
            }
            for result in report.results
        ],
    }


def as_text(report: Report) -> RenderableType:
    """Return the table, the messages of what is not right yet, and the next step."""
    if not report.whole:
        return _of_some(report)
    total = Text(f"{report.lab.name}: {report.points} of {report.lab.points} points", style="bold")
    messages = [
        Text(f"✗ {each.exercise.id} {each.verdict.words}", style="red")
        for each in report.results
        if each.verdict.outcome in ("wrong", "raised")
    ]
    notes = [Text(f"Note: {note}.", style="dim") for note in report.notes]
    return Group(as_table(report), total, *notes, *messages, Text(next_step(report)))


def _of_some(report: Report) -> RenderableType:
    """Return one verdict for each exercise that was judged: no table, and no points of the lab."""
    lines = []
    for result in report.results:
        verdict, said = result.verdict, {"exercise": result.exercise.id, "title": result.exercise.title}
        if verdict.passed:
            lines.append(Text(words("one-right", said), style="green"))
        elif verdict.outcome == "not-attempted":
            lines.append(Text(words("one-open", said)))
        else:
            lines += [Text(f"✗ {result.exercise.id} {verdict.words}", style="red"), Text(words("one-hint", said))]
    notes = [Text(f"Note: {note}.", style="dim") for note in report.notes]
    return Group(*notes, *lines, Text(words("one-mark", {"lab": report.lab.number}), style="dim"))


def as_table(report: Report) -> Table:
    """Return one row for each exercise: how it stands, what it is called, its points."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    table.add_column("Exercise")
    table.add_column("Points", justify="right")
    for result in report.results:
        mark, style = MARKS[result.verdict.outcome]
        points = f"{result.points}/{result.exercise.points}" if result.exercise.points else "further"
        table.add_row(Text(mark, style), f"{result.exercise.id} {result.exercise.title}", points)
    return table


def next_step(report: Report) -> str:
    """Return one sentence: the exercise to go on with, and the command that helps."""
    open_ones = [each for each in report.results if not each.verdict.passed]
    if not open_ones:
        return "Everything in this lab is right."
    first: Result = next((each for each in open_ones if each.exercise.points), open_ones[0])
    if first.verdict.outcome == "not-attempted":
        return f"Next: exercise {first.exercise.id}, {first.exercise.title}."
    return f"Next: exercise {first.exercise.id}. A hint: tbxlab hint {first.exercise.id}"
