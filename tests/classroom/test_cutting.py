"""Do a submission's marks stay what they are when only the cells run that they rest on?"""

import copy
import os

import nbformat
import pytest

from tbxlab.authoring.answers import answers_of
from tbxlab.classroom import cutting, workshop
from tbxlab.classroom.marking import Task, mark
from tbxlab.classroom.reading import CodeCell, read, reference_of
from tbxlab.course import cell_ids, manifest
from tbxlab.notebooks import build, make

ALL = os.environ.get("TBXLAB_ATTACKS") == "all"
LABS = manifest.load().labs
SEEDS = (3, 5)


def side_by_side(lab):
    """Return the solution in which every second exercise has its first wrong answer, the others a right one."""
    notebook = make.read(build.solution_path(lab))
    wrong, right = {}, {}
    for answer in answers_of(lab):
        (wrong if answer.caught else right).setdefault(answer.exercise, answer.path)
    for cell in notebook.cells:
        exercise = cell_ids.exercise_named(cell.id)
        if exercise and cell.id == cell_ids.exercise_cell(exercise):
            chosen = wrong if int(exercise.split(".")[1]) % 2 == 0 else right
            cell.source = f"# Exercise {exercise}\n" + chosen[exercise].read_text(encoding="utf-8")
    return notebook


def submissions(lab):
    solution = make.read(build.solution_path(lab))
    return {"solution": solution, "starters": make.lab_notebook(copy.deepcopy(solution)), "answers": side_by_side(lab)}


@pytest.mark.parametrize("lab", LABS if ALL else [LABS[3]], ids=lambda lab: lab.name)
def test_both_ways_give_the_same_verdicts(lab, why_no_walls):
    if why_no_walls:
        pytest.skip(f"no walls here: {why_no_walls}")
    try:
        for kind, notebook in submissions(lab).items():
            content = nbformat.writes(notebook).encode()
            cut, whole = (
                mark(Task(lab.name, SEEDS, f"{lab.name}.ipynb", content, whole=whole)) for whole in (False, True)
            )
            assert verdicts(cut) == verdicts(whole), kind
            assert cut.crashes == whole.crashes == []
            passed = {each["outcome"] for each in cut.exercises}
            assert passed == {"solution": {"passed"}, "starters": {"not-attempted"}}.get(kind, passed)
    finally:
        workshop.close_all()


def verdicts(marked):
    return [(each["id"], each["outcome"], each["message_id"]) for each in marked.exercises]


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_half_of_the_cells_are_left_out_and_no_check_is(lab):
    cells = [CodeCell(**each) for each in read(build.solution_path(lab), reference_of(lab, manifest.load()))["cells"]]
    kept = cutting.kept(cells)
    assert 0.3 < len(kept) / len(cells) < 0.75
    assert {at for at, cell in enumerate(cells) if cell.kind in ("check", "exercise", "added")} <= set(kept)


def cell(source, kind="course"):
    return CodeCell(source, kind, "")


PLAIN = [
    cell("scale = {}"),
    cell("scale['a'] = 1"),
    cell("def f():\n    return 1", "exercise"),
    cell("check(f)", "check"),
]


@pytest.mark.parametrize(
    ("answer", "owes"),
    [
        ("def f():\n    return 1", False),
        ("f = 3", False),
        ("def f():\n    return scale['a']", True),
        ("def f():\n    return globals()['scale']", True),
        ("f = make()", True),
        ("f = [each for each in scale]", True),
        ("%time f = 3", True),
    ],
)
def test_an_answer_may_owe_its_verdict_only_to_what_it_can_reach(answer, owes):
    cells = [PLAIN[0], PLAIN[1], cell(answer, "exercise"), PLAIN[3]]
    assert cutting.owes_nothing(cells, [2, 3], [2, 3]) is not owes
