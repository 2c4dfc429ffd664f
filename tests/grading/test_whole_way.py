"""Do answers get the same verdict through a kernel and nbval as in the authors' worker?"""

import pytest

from tbxlab.authoring.answers import answers_of
from tbxlab.course import manifest
from tbxlab.grading.judge import judge
from tbxlab.notebooks import build, make


@pytest.mark.parametrize("lab", manifest.load().labs, ids=lambda lab: lab.name)
def test_right_and_wrong_answers_side_by_side_keep_their_verdicts(lab, tmp_path):
    """Every second exercise gets its first wrong answer, the others keep their solution."""
    wrong = {}
    for answer in answers_of(lab):
        if answer.caught and int(answer.exercise.split(".")[1]) % 2 == 0:
            wrong.setdefault(answer.exercise, answer)
    notebook = make.read(build.solution_path(lab))
    for cell in notebook.cells:
        exercise = cell.id.removeprefix("ex-").replace("-", ".")
        if exercise in wrong:
            cell.source = f"# Exercise {exercise}\n" + wrong[exercise].path.read_text(encoding="utf-8")
    path = tmp_path / f"{lab.name}.ipynb"
    make.write(notebook, path)
    found = {each.exercise.id: each.verdict.message_id for each in judge(path, lab).results}
    assert found == {each.id: wrong[each.id].caught if each.id in wrong else "" for each in lab.exercises}
    assert wrong
