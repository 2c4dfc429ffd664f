"""Is a submission restored: the course's cells from the reference, the answers from the learner?"""

import copy

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tbxlab.course import manifest
from tbxlab.notebooks import build, make
from tbxlab.notebooks.merge import merge

ANSWER = "# Exercise 2.1\nlog_loss = 'mine'"


@pytest.fixture
def reference(tiny_course):
    return make.read(build.solution_path(manifest.load().lab("02")))


@pytest.fixture
def starters(reference):
    return make.lab_notebook(reference)


@pytest.fixture
def submission(starters):
    mine = copy.deepcopy(starters)
    cell(mine, "ex-2-1").source = ANSWER
    return mine


def cell(notebook, cell_id):
    return next(each for each in notebook.cells if each.id == cell_id)


def sources(merged):
    return [each.source for each in merged.notebook.cells]


def strip_metadata(notebook):
    for each in notebook.cells:
        each.metadata = {}
        each.id = f"x{id(each)}"
    return notebook


def test_the_learners_answer_takes_the_solutions_place(reference, submission, starters):
    merged = merge(reference, submission, starters)
    assert cell(merged.notebook, "ex-2-1").source == ANSWER
    assert merged.notes == ()
    assert cell(merged.notebook, "check-2-1").outputs == cell(reference, "check-2-1").outputs


def test_an_unchanged_lab_gives_its_starters_never_the_solution(reference, starters):
    merged = merge(reference, starters, starters)
    assert cell(merged.notebook, "ex-2-1").source == cell(starters, "ex-2-1").source


def test_a_changed_check_is_restored(reference, submission, starters):
    cell(submission, "check-2-1").source = "print('✓ 2.1 One point for every optimizer step')"
    cell(submission, "check-2-1").metadata.nbgrader.points = 100
    merged = merge(reference, submission, starters)
    assert cell(merged.notebook, "check-2-1") == cell(reference, "check-2-1")
    assert "was changed" in merged.notes[0]


def test_stored_outputs_of_the_submission_are_never_compared_with(reference, submission, starters):
    cell(submission, "check-2-1").outputs = [{"output_type": "stream", "name": "stdout", "text": "forged"}]
    assert "forged" not in str(merge(reference, submission, starters).notebook)


def test_a_deleted_check_comes_back(reference, submission, starters):
    submission.cells = [each for each in submission.cells if each.id != "check-2-1"]
    assert cell(merge(reference, submission, starters).notebook, "check-2-1").source


def test_a_deleted_exercise_is_not_attempted(reference, submission, starters):
    submission.cells = [each for each in submission.cells if each.id != "ex-2-1"]
    merged = merge(reference, submission, starters)
    assert cell(merged.notebook, "ex-2-1").source == cell(starters, "ex-2-1").source
    assert "missing" in merged.notes[0]


def test_cells_without_metadata_are_found_by_their_first_line(reference, submission, starters):
    merged = merge(reference, strip_metadata(submission), starters)
    assert ANSWER in sources(merged)
    assert len(sources(merged)) == len(reference.cells)


def test_reordered_cells_are_put_in_order(reference, submission, starters):
    submission.cells = submission.cells[::-1]
    assert [each.id for each in merge(reference, submission, starters).notebook.cells] == [
        each.id for each in reference.cells
    ]


def test_a_doubled_exercise_takes_the_last_that_was_attempted(reference, submission, starters):
    again = copy.deepcopy(cell(submission, "ex-2-1"))
    again.source = "# Exercise 2.1\nlog_loss = 'second thought'"
    submission.cells += [again, copy.deepcopy(cell(starters, "ex-2-1"))]
    merged = merge(reference, submission, starters)
    assert cell(merged.notebook, "ex-2-1").source == again.source
    assert "appears twice" in merged.notes[0]


def test_added_cells_stay_behind_the_cell_they_followed(reference, submission, starters):
    at = submission.cells.index(cell(submission, "ex-2-1"))
    submission.cells.insert(at, new_code_cell("helper = 1"))
    submission.cells.insert(0, new_code_cell("first = 1"))
    submission.cells.insert(1, new_markdown_cell("my notes"))
    found = sources(merge(reference, submission, starters))
    assert found[0] == "first = 1"
    assert found.index("helper = 1") == found.index(ANSWER) - 1
    assert "my notes" not in found


def test_an_exercise_pasted_into_another_cell_is_still_found(reference, submission, starters):
    submission.cells = [each for each in submission.cells if each.id != "ex-2-1"]
    submission.cells.append(new_code_cell(ANSWER))
    assert ANSWER in sources(merge(reference, submission, starters))


def test_an_exercise_that_was_turned_into_text_is_told_apart_from_one_that_is_gone(reference, submission, starters):
    cell(submission, "ex-2-1").cell_type = "markdown"
    merged = merge(reference, submission, starters)
    assert cell(merged.notebook, "ex-2-1").source == cell(starters, "ex-2-1").source
    assert "press Y" in merged.notes[0]


@pytest.fixture
def with_guess(reference):
    """The reference and the lab with a prediction in a cell of the course."""
    reference.cells.insert(2, copy.deepcopy(reference.cells[1]))
    reference.cells[2].id, reference.cells[2].source = "lab02-guess", "prediction = ...  # your guess"
    reference.cells[2].metadata["nbgrader"]["grade_id"] = "lab02-guess"
    return reference, make.lab_notebook(reference)


@pytest.mark.parametrize(
    "source",
    [
        "prediction = 300",
        "prediction = -1.5e3  # sure?",
        "prediction = (0.6, 0.8)",
        "# I think\nprediction = ['wrapped', {'a': {1, 2}}, True, None, b'x']",
        "prediction = 2 * 10**3 + 1 / 3",
        "prediction = ...",
        "prediction   =   'letters'",
    ],
)
def test_a_prediction_that_was_filled_in_is_no_change(with_guess, source):
    reference, starters = with_guess
    mine = copy.deepcopy(starters)
    cell(mine, "lab02-guess").source = source
    assert merge(reference, mine, starters).notes == ()


@pytest.mark.parametrize(
    "source",
    [
        "prediction = compute()",
        "prediction = 3\nprint(prediction)",
        "guess = 3",
        "prediction == 3",
        "prediction = [x for x in (1, 2)]",
        "prediction = other",
        "prediction = (",
        "",
    ],
)
def test_a_prediction_cell_that_is_anything_else_was_changed(with_guess, source):
    reference, starters = with_guess
    mine = copy.deepcopy(starters)
    cell(mine, "lab02-guess").source = source
    (note,) = merge(reference, mine, starters).notes
    assert "was changed" in note


def test_a_value_that_the_course_sets_is_no_prediction(with_guess):
    reference, _ = with_guess
    cell(reference, "lab02-guess").source = "rate = 0.1"
    starters = make.lab_notebook(reference)
    mine = copy.deepcopy(starters)
    cell(mine, "lab02-guess").source = "rate = 0.2"
    (note,) = merge(reference, mine, starters).notes
    assert "was changed" in note


def test_cells_whose_ids_have_moved_are_found_by_what_is_written_in_them(reference, submission, starters):
    """A copy of an earlier edition: ids are positions, and a cell that was put in before them moves them all."""
    newer, given = copy.deepcopy(reference), copy.deepcopy(starters)
    for notebook in (newer, given):
        ids = [each.id for each in notebook.cells]
        fresh = copy.deepcopy(notebook.cells[1])
        fresh.source = "print('new')"
        notebook.cells.insert(0, fresh)
        for number, each in enumerate(notebook.cells):
            if each.id.startswith("lab") or number == 0:
                each.id = each.metadata["nbgrader"]["grade_id"] = f"lab02-{number:03d}"
        assert ids != [each.id for each in notebook.cells]
    merged = merge(newer, submission, given)
    assert cell(merged.notebook, "ex-2-1").source == ANSWER
    assert merged.notes == ()
