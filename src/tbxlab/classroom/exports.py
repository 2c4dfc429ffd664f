"""The files that a class's marks leave in: a table, JSON, and what Canvas, Moodle and Gradescope take back.

A name or a file's name is a learner's to choose. A spreadsheet runs a cell that begins with ``=``, and some characters
turn the rest of a line around: both are made harmless.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tbxlab.classroom import pages
from tbxlab.classroom.grading import RULES, Graded
from tbxlab.classroom.report import PROVES, name_of, open_ones, remarks, shown
from tbxlab.course.manifest import Lab
from tbxlab.notebooks.files import replace

SCHEMA = 1
FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
MOODLE_IDENTIFIER, MOODLE_GRADE, MOODLE_COMMENTS = "Identifier", "Grade", "Feedback comments"


class BadTable(Exception):
    """A table of the platform's cannot be filled in; the message says what it lacks."""


def write_all(graded: Graded, out: Path) -> None:
    """Write grades.csv, results.json, the pages, and Gradescope's file for each learner. Raises OSError."""
    addresses = [result["page"] for result in graded.results]
    replace(out / "grades.csv", "\ufeff" + grades_csv(graded))  # the mark tells a spreadsheet that it is UTF-8
    replace(out / "results.json", json.dumps(as_json(graded), indent=1) + "\n")
    for folder in ("feedback", "gradescope"):
        (out / folder).mkdir(exist_ok=True)
    for result, address in zip(graded.results, addresses, strict=True):
        replace(out / address, pages.feedback(result, graded.lab))
        name = Path(address).stem
        replace(out / "gradescope" / f"{name}.json", json.dumps(gradescope(result, graded.lab), indent=1) + "\n")
    replace(out / "class.html", pages.class_page(graded, addresses))


def harmless(text: str) -> str:
    """Return text that a spreadsheet shows as it is: an apostrophe before what it would run."""
    plain = shown(text)
    return f"'{plain}" if FORMULA.match(plain) else plain


def grades_csv(graded: Graded) -> str:
    """Return one row for each learner: who, points of each exercise, and what a teacher must know."""
    exercises = [each for each in graded.lab.exercises if each.points]
    head = ["name", "id", "email", "platform", "file", "late", "points", "of", *(each.id for each in exercises)]
    rows = [[*head, "not attempted", "note"]]
    for result in graded.results:
        learner, of = result["learner"], {each["id"]: each for each in result["exercises"]}
        row = [name_of(result), learner["id"], learner["email"], learner["platform"], Path(result["file"]).name]
        row += ["yes" if result["late"] else "", str(result["points"]), str(graded.lab.points)]
        row += [str(of[each.id]["points"]) if each.id in of else "" for each in exercises]
        rows.append([*row, str(len(open_ones(result))) if of else "", "; ".join(remarks(result))])
    return _table([[harmless(cell) for cell in row] for row in rows])


def as_json(graded: Graded) -> dict[str, Any]:
    """Return everything under a schema version: keys may be added in it, never change their meaning."""
    return {
        "schema": SCHEMA,
        "lab": graded.lab.name,
        "of": graded.lab.points,
        "rule": graded.rule,
        "rule_in_words": RULES[graded.rule],
        "walls": graded.walls,
        "proves": PROVES,
        "learners": graded.results,
        "failed": [{"name": shown(each.name), "id": each.id, "why": shown(why)} for each, why in graded.failed],
        "set_aside": [{"file": shown(str(each.path)), "why": each.why} for each in graded.intake.aside],
    }


def gradescope(result: dict[str, Any], lab: Lab) -> dict[str, Any]:
    """Return what Gradescope's autograder reads from /autograder/results/results.json."""
    tests = [
        {
            "name": f"{each['id']} {each['title']}",
            "number": each["id"],
            "score": each["points"],
            "max_score": each["of"],
            "status": "passed" if each["outcome"] == "passed" else "failed",
            "output": _said(each),
            "visibility": "visible",
        }
        for each in result["exercises"]
    ]
    output = f"{result['points']} of {lab.points} points." if tests else pages.shown_lines(result["unreadable"])
    return {
        "score": result["points"],
        "output": output,
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": round(result["seconds"]),
        "tests": tests,
        "extra_data": {"sha256": result["sha256"], "walls": result["walls"]},
    }


def _said(each: dict[str, Any]) -> str:
    if each["outcome"] == "not-attempted":
        return "Not attempted."
    return pages.shown_lines(each["message"])


def canvas(export: str, assignment: str, graded: Graded) -> tuple[str, list[str]]:
    """Return Canvas's own gradebook export with one column filled, and the learners that are not in it.

    ``assignment`` is the column's name, or a part that no other has. Raises BadTable.
    """
    rows = list(csv.reader(io.StringIO(export.removeprefix("\ufeff"))))
    if not rows or "ID" not in rows[0]:
        raise BadTable("a Canvas gradebook has a column ID; download it with Export")
    found = [at for at, name in enumerate(rows[0]) if assignment in name]
    if len(found) != 1:
        raise BadTable(f"{len(found)} columns have {assignment!r} in their names; there are: {', '.join(rows[0])}")
    at, by = found[0], rows[0].index("ID")
    return _filled(rows, graded, "canvas", lambda row: row[by] if len(row) > by else "", {at: _points})


def moodle(worksheet: str, graded: Graded, names: Sequence[str] = ()) -> tuple[str, list[str]]:
    """Return Moodle's own grading worksheet with grades and comments, and the learners that are not in it.

    ``names`` are the columns' names on a site in another language: identifier, grade, comments. Raises BadTable.
    """
    rows = list(csv.reader(io.StringIO(worksheet.removeprefix("\ufeff"))))
    wanted = tuple(names) or (MOODLE_IDENTIFIER, MOODLE_GRADE, MOODLE_COMMENTS)
    if not rows or not set(wanted[:2]) <= set(rows[0]):
        raise BadTable(
            f"a Moodle worksheet has the columns {', '.join(wanted[:2])}; there are: {', '.join(rows[:1][0])}"
        )
    by, grade = (rows[0].index(name) for name in wanted[:2])
    fill: dict[int, Callable[[dict[str, Any]], str]] = {grade: _points}
    if wanted[2] in rows[0]:
        fill[rows[0].index(wanted[2])] = _comment
    return _filled(rows, graded, "moodle", lambda row: (re.findall(r"\d+$", row[by]) or [""])[0], fill)


def _points(result: dict[str, Any]) -> str:
    return str(result["points"]) if result["exercises"] else ""


def _comment(result: dict[str, Any]) -> str:
    lines = [f"{each['id']}: {each['points']}/{each['of']} {_said(each)}" for each in result["exercises"] if each["of"]]
    return harmless(" | ".join(" ".join(line.split()) for line in lines))


def _filled(
    rows: list[list[str]],
    graded: Graded,
    platform: str,
    identifier: Callable[[list[str]], str],
    fill: dict[int, Callable[[dict[str, Any]], str]],
) -> tuple[str, list[str]]:
    """Fill columns of the rows whose learner was graded; every other cell stays as the platform wrote it."""
    results = {each["learner"]["id"]: each for each in graded.results if each["learner"]["platform"] == platform}
    seen = set()
    for row in rows[1:]:
        result = results.get(identifier(row))
        if result and result["exercises"]:
            seen.add(result["learner"]["id"])
            row += [""] * (max(fill) + 1 - len(row))
            for at, value in fill.items():
                row[at] = value(result)
    missing = [name_of(each) for each in graded.results if each["exercises"] and each["learner"]["id"] not in seen]
    return _table(rows), missing


def _table(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
