"""Turns a judged notebook into what is shown: a table for a person, JSON for a program."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

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
        "of": report.lab.points,
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
    total = Text(f"{report.lab.name}: {report.points} of {report.lab.points} points", style="bold")
    messages = [
        Text(f"✗ {each.exercise.id} {each.verdict.words}", style="red")
        for each in report.results
        if each.verdict.outcome in ("wrong", "raised")
    ]
    notes = [Text(f"Note: {note}.", style="dim") for note in report.notes]
    return Group(as_table(report), total, *notes, *messages, Text(next_step(report)))


def as_table(report: Report) -> Table:
    """Return one row for each exercise: how it stands, what it is called, its points."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, side in (("", "left"), ("Exercise", "left"), ("Points", "right")):
        table.add_column(heading, justify=side)
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
