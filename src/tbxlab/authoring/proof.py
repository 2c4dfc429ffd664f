"""Shows what ``verify`` has proven: a table in the terminal, and the same as a page of the site."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tbxlab.authoring.answers import answers_of
from tbxlab.authoring.verify import SEEDS, Proof, Row
from tbxlab.course import folders
from tbxlab.course.manifest import Lab

PAGE = """\
# What the checks catch

<!-- Written by `make verify`; do not edit. -->

A check is worth as much as it has been shown to tell right from wrong. Every exercise of this course keeps
wrong answers, each with the message that it must get, and other right answers than ours. `tbxlab verify`
builds every lab anew and tries them all, under {seeds} seeds; the tests run it on every change. It also proves that the
lab as it is given runs to its end with nothing attempted, and that the solution passes under these seeds.

| Exercise | Asks for | Points | Wrong answers caught | Other right answers passed |
|---|---|--:|--:|--:|
{rows}

The answers themselves are in the repository under `tests/answers/`.
"""


def steps(lab: Lab, seeds: Sequence[int] = SEEDS) -> int:
    """Return how many things ``verify`` tries for a lab, for a progress bar."""
    return 2 + len(answers_of(lab)) * len(seeds)


def if_all_holds(labs: Iterable[Lab]) -> list[Proof]:
    """Return what ``verify`` gives of labs in which it finds no problem, without proving them."""
    proofs = []
    for lab in labs:
        answers = answers_of(lab)
        rows = []
        for exercise in lab.exercises:
            own = [bool(answer.caught) for answer in answers if answer.exercise == exercise.id]
            wrong, right = own.count(True), own.count(False)
            rows.append(Row(lab, exercise, wrong, wrong, right, right, ()))
        proofs.append(Proof(lab, tuple(rows), ()))
    return proofs


def page_path() -> Path:
    """Return where the page is."""
    return folders.root() / "chapters" / "reference" / "what-the-checks-catch.md"


def as_text(proofs: Iterable[Proof]) -> RenderableType:
    """Return the table with, under it, what held by lab and seed, and every problem."""
    proofs = list(proofs)
    table = _table("", "Exercise", "Points", "Wrong caught", "Right passed")
    problems: list[Text] = []
    for proof in proofs:
        problems += [Text(f"✗ {problem}", style="red") for problem in proof.problems]
        for row in proof.rows:
            mark = Text("✗", style="red") if row.problems else Text("✓", style="green")
            table.add_row(
                mark,
                f"{row.exercise.id} {row.exercise.title}",
                str(row.exercise.points or "–"),
                f"{row.caught}/{row.wrong}",
                f"{row.passed}/{row.right}",
            )
            problems += [Text(f"✗ {row.exercise.id} {problem}", style="red") for problem in row.problems]
    return Group(table, Text(""), _by_seed(proofs), *problems)


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="left" if heading in ("", "Exercise", "Lab") else "right")
    return table


def _by_seed(proofs: Iterable[Proof]) -> Table:
    """Return the counts by lab and seed."""
    table = _table("Lab", "Seed", "Wrong caught", "Right passed")
    for proof in proofs:
        wrong, right = sum(row.wrong for row in proof.rows), sum(row.right for row in proof.rows)
        for count in proof.counts:
            table.add_row(proof.lab.name, str(count.seed), f"{count.caught}/{wrong}", f"{count.passed}/{right}")
    return table


def as_page(proofs: Iterable[Proof]) -> str:
    """Return the page's Markdown; no times in it, so that it changes only with what it tells."""
    rows = [
        f"| {row.exercise.id} {row.exercise.title} | {row.exercise.skill} | {row.exercise.points or '–'} "
        f"| {row.caught} of {row.wrong} | {row.passed} of {row.right} |"
        for proof in proofs
        for row in proof.rows
    ]
    return PAGE.format(seeds=len(SEEDS), rows="\n".join(rows))
