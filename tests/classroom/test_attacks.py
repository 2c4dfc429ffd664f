"""Is every attack contained, with the mark it must get, and nobody else's touched?

    TBXLAB_ATTACKS=all python -m pytest -n0 tests/classroom/test_attacks.py        (make test-classroom)

Every test run tries those that share two submissions, and a few of those that need one of their own.
"""

import os

import pytest

from tbxlab.classroom import running
from tbxlab.classroom.reading import CodeCell
from tbxlab.classroom.seeds import Seeds
from tbxlab.classroom.workshop import workshop

from .attacks import ALONE, EVIDENCE, LOOKING
from .conftest import OPEN, PASSED, SEEDS, mark, marks, notebook, points, task_of, with_cell

ALL = os.environ.get("TBXLAB_ATTACKS") == "all"
CELL_SECONDS = 20


def ran(found):
    """Run every cell of a notebook once. Added ones count as the course's, so that their failures are reported."""
    place = workshop("02_scalars", Seeds("02_scalars", SEEDS), trusted=False)
    kinds = {
        cell.id: "exercise" if cell.metadata.nbgrader.solution else "check" for cell in found.cells if graded(cell)
    }
    code = [cell for cell in found.cells if cell.cell_type == "code"]
    cells = [CodeCell(cell.source, kinds.get(cell.id, "course"), cell.id if cell.id in kinds else "") for cell in code]
    return place, cells, running.run(place, cells, 120, 400)


def graded(cell):
    grader = cell.metadata.get("nbgrader", {})
    return grader.get("solution") or grader.get("grade")


def verdicts(done):
    return {each: [one["outcome"] for one in found] for each, found in done.verdicts.items()}


def test_what_learners_code_looks_for_is_not_there(walled, monkeypatch):
    """Each attack asserts by itself what it could not do."""
    monkeypatch.setenv("PLANTED", "a secret of the teacher's")
    found = notebook("solution")
    for code in reversed(LOOKING.values()):
        with_cell(found, code)
    _, cells, done = ran(found)
    ends = {cell.source: end for cell, end in zip(cells, done.cells, strict=True)}
    assert {name: ends[code].why for name, code in LOOKING.items() if ends[code].outcome == "failed"} == {}
    assert verdicts(done) == {each: ["passed", "passed"] for each in PASSED}
    assert done.ended in ("exit 0", "exit 1")


def test_evidence_that_is_made_a_weapon_is_refused_and_costs_nobody_else(walled):
    found = notebook("solution")
    for code in EVIDENCE.values():
        with_cell(found, code, "check-2-8")
    _, cells, done = ran(found)
    ends = {cell.source: end for cell, end in zip(cells, done.cells, strict=True)}
    assert {name: ends[code].why for name, code in EVIDENCE.items() if ends[code].outcome == "failed"} == {}
    assert verdicts(done) == {each: ["passed", "passed"] for each in PASSED}
    whys = {why for _, why in done.refused}
    assert {"no plain file", "odd name", "too deep", "too much"} <= whys
    assert all(name.isprintable() and name.isascii() for name, _ in done.refused)
    assert not [name for name, _ in done.evidence if "9.9" in name or name.startswith("x")]


@pytest.mark.parametrize("name", [name for name, each in ALONE.items() if ALL or each.bounded])
def test_the_attack_gets_its_mark(walled, name):
    attack = ALONE[name]
    found = with_cell(notebook(attack.base), attack.code, attack.behind)
    marked = mark(task_of(found, cell_seconds=CELL_SECONDS, wall_seconds=150))
    due = dict.fromkeys(PASSED if attack.base == "solution" else OPEN, "passed") | attack.lost
    assert {each["id"]: each["outcome"] for each in marked.exercises} == due
    assert all(each["message"].isprintable() or "\n" in each["message"] for each in marked.exercises)
    assert "\x1b" not in repr(marked.exercises)


@pytest.mark.skipif(not ALL, reason="with all attacks: TBXLAB_ATTACKS=all")
def test_after_all_attacks_an_honest_submission_gets_its_mark(walled):
    assert points(mark(task_of(notebook("solution")))) == 10
    assert marks(mark(task_of(notebook("starters")))) == OPEN
