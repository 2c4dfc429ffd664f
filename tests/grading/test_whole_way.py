"""Do answers get the same verdict through a kernel and nbval as in the authors' worker?"""

import copy

import pytest

from tbxlab.authoring.answers import answers_of
from tbxlab.course import cell_ids, manifest
from tbxlab.grading.judge import judge
from tbxlab.notebooks import build, make, slices


def for_the_checks(notebook):
    """Leave the cells that the checks need: the demonstrations run elsewhere, whole."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    checks = [i for i, cell in enumerate(code) if cell.metadata.get("nbgrader", {}).get("grade")]
    exercises = [i for i, cell in enumerate(code) if cell.metadata.get("nbgrader", {}).get("solution")]
    notebook.cells = [code[i] for i in slices.needed([cell.source for cell in code], [*checks, *exercises])]
    return notebook


@pytest.mark.parametrize("lab", manifest.load().labs, ids=lambda lab: lab.name)
def test_right_and_wrong_answers_side_by_side_keep_their_verdicts(lab, tmp_path, monkeypatch):
    """Every second exercise gets its first wrong answer, the others keep their solution."""
    wrong = {}
    for answer in answers_of(lab):
        if answer.caught and int(answer.exercise.split(".")[1]) % 2 == 0:
            wrong.setdefault(answer.exercise, answer)
    reference = for_the_checks(make.read(build.solution_path(lab)))
    handed_in = copy.deepcopy(reference)
    sources = {cell_ids.exercise_cell(exercise): answer.path for exercise, answer in wrong.items()}
    for cell in handed_in.cells:
        if cell.id in sources:
            exercise = cell_ids.exercise_named(cell.id)
            cell.source = f"# Exercise {exercise}\n" + sources[cell.id].read_text(encoding="utf-8")
    paths = tmp_path / "reference.ipynb", tmp_path / f"{lab.name}.ipynb"
    for notebook, path in zip((reference, handed_in), paths, strict=True):
        make.write(notebook, path)
    monkeypatch.setattr(build, "solution_path", lambda lab: paths[0])
    report = judge(paths[1], lab)
    assert report.notes == ()
    assert all(cell.outcome == "passed" or cell.why.startswith("✗ ") for cell in report.cells), report.cells
    found = {each.exercise.id: each.verdict.message_id for each in report.results}
    due = {each.id: wrong[each.id].messages if each.id in wrong else ("",) for each in lab.exercises}
    assert {each: message for each, message in found.items() if message not in due[each]} == {}
    assert found.keys() == due.keys()
    assert wrong
