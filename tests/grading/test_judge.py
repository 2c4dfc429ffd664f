"""Does a notebook's mark come from its evidence, whatever its kernel says or does?"""

import json

import pytest

from tbxlab import manifest
from tbxlab.authoring import build, notebooks
from tbxlab.grading import report
from tbxlab.grading.judge import judge
from tbxlab.grading.read import BadNotebook, lab_of, read_submission

RIGHT = "    writer.add_scalar('train/loss', loss, epoch * batches_per_epoch + batch)"


@pytest.fixture
def lab(tiny_course):
    return manifest.load().lab("02")


def judged(lab, source, before=None):
    path = build.lab_path(lab)
    notebook = notebooks.read(path)
    for cell in notebook.cells:
        if cell.id == "ex-2-1":
            cell.source = cell.source.replace("    raise NotImplementedError", source)
            if before:
                cell.source = cell.source.replace("def ", before + "\ndef ")
    notebooks.write(notebook, path)
    seen = []
    outcome = judge(path, lab, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, 4) for number in range(1, 5)]
    return outcome


def test_a_right_answer_gets_its_points_and_runs_in_its_own_folder(lab, tiny_course):
    outcome = judged(lab, RIGHT, before="open('was_here.txt', 'w').close()")
    assert (outcome.points, outcome.full) == (2, True)
    assert (tiny_course / "labs" / "was_here.txt").exists()
    assert not (tiny_course / "runs").exists(), "judging leaves the learner's runs alone"
    assert not (tiny_course / ".tbxlab").exists()


def test_the_lab_as_it_is_given_is_not_attempted(lab):
    outcome = judge(build.lab_path(lab), lab)
    assert [result.verdict.outcome for result in outcome.results] == ["not-attempted"]
    assert "Next: exercise 2.1" in report.next_step(outcome)


def test_a_kernel_that_says_passed_is_not_believed(lab):
    forged = ("import tbxlab.checks.core as core\n"
              "core.verify = lambda *a: core.Verdict('2.1', 'passed')")
    outcome = judged(lab, RIGHT.replace("epoch * batches_per_epoch", "epoch"), before=forged)
    cell = next(cell for cell in outcome.cells if cell.grade_id == "check-2-1")
    assert cell.outcome == "passed", "the kernel was fooled"
    assert outcome.points == 0
    assert outcome.results[0].verdict.message_id == "steps-repeat"


def test_a_dead_kernel_is_noticed_and_said(lab):
    outcome = judged(lab, RIGHT, before="import os; os._exit(1)")
    assert outcome.points == 0
    assert "kernel died" in outcome.results[0].verdict.words


def test_a_cell_that_raises_is_said_with_its_error(lab):
    outcome = judged(lab, RIGHT, before="print('x' * 5_000_000); undefined_name")
    assert "undefined_name" in outcome.results[0].verdict.words


def test_the_json_holds_the_schema_and_every_exercise(lab):
    found = json.loads(json.dumps(report.as_json(judge(build.lab_path(lab), lab))))
    assert (found["schema"], found["lab"], found["points"], found["of"]) == (1, "02_scalars", 0, 2)
    assert [each["outcome"] for each in found["exercises"]] == ["not-attempted"]


@pytest.mark.parametrize(("content", "why"), [
    ("", "is empty"), ("no json", "is no notebook"), ("{}", "is no notebook"), ("[1]", "is no notebook"),
])
def test_a_file_that_is_no_notebook_is_refused_in_words(tmp_path, content, why):
    path = tmp_path / "x.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadNotebook, match=why):
        read_submission(path)


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(BadNotebook, match="there is no file"):
        read_submission(tmp_path / "x.ipynb")


def test_a_notebook_is_known_by_metadata_name_or_exercises(lab, tmp_path):
    notebook = notebooks.read(build.lab_path(lab))
    course = manifest.load()
    assert lab_of(tmp_path / "x.ipynb", notebook, course) == lab
    del notebook.metadata["tbxlab"]
    assert lab_of(tmp_path / "my_02_scalars (1).ipynb", notebook, course) == lab
    assert lab_of(tmp_path / "x.ipynb", notebook, course) == lab
    notebook.cells = []
    with pytest.raises(BadNotebook, match="no lab of this course"):
        lab_of(tmp_path / "x.ipynb", notebook, course)
