"""Does a save run again what it must, and nothing else?"""

import copy

import pytest
from nbformat.v4 import new_code_cell

from tbxlab.watch.cells import SHORT_SECONDS, CodeCell, code_cells, found_below, plan

LONG = 2 * SHORT_SECONDS


def cell(key, source, kind="course", exercise=None):
    return CodeCell(key, kind, source, exercise)


CELLS = (
    cell("imports", "from course import check, train"),
    cell("added", "def helper(x): return x", "added"),
    cell("ex-1", "def answer(x): return helper(x)", "exercise", "1.1"),
    cell("check-1", "check('1.1', answer)", "check", "1.1"),
    cell("train", "run = train(answer)"),
    cell("ex-2", "diagnosis = 'healthy'", "exercise", "1.2"),
    cell("check-2", "check('1.2', diagnosis)", "check", "1.2"),
    cell("ex-3", "step = first_step(run)", "exercise", "1.3"),
    cell("check-3", "check('1.3', step)", "check", "1.3"),
)
BEFORE = {each.key: each.source for each in CELLS}
SECONDS = {"train": LONG}


def changed(key, source, cells=CELLS):
    return tuple(cell(each.key, source, each.kind, each.exercise) if each.key == key else each for each in cells)


def runs(now, seconds=SECONDS, pending=frozenset(), before=BEFORE):
    return [each.key for each in plan(now, before, seconds, pending).run]


def test_a_first_look_runs_everything_in_order():
    assert runs(CELLS, before={}) == [each.key for each in CELLS]


def test_nothing_changed_runs_nothing():
    assert runs(CELLS) == []


def test_a_changed_answer_runs_with_its_check_and_the_long_training_behind_it_does_not():
    found = plan(changed("ex-1", "def answer(x): return 2 * helper(x)"), BEFORE, SECONDS)
    assert [each.key for each in found.run] == ["ex-1", "check-1"]
    assert [each.key for each in found.stale] == ["train"]


def test_a_short_cell_of_the_course_runs_again_and_so_does_what_reads_its_result():
    now = changed("ex-1", "def answer(x): return 2")
    assert runs(now, seconds={}) == ["ex-1", "check-1", "train", "ex-3", "check-3"]


def test_a_changed_literal_runs_its_own_check_only():
    assert runs(changed("ex-2", "diagnosis = 'sick'")) == ["ex-2", "check-2"]


def test_a_changed_helper_runs_the_checks_of_the_answers_that_call_it():
    now = (CELLS[0], cell("added 2", "def helper(x): return -x", "added"), *CELLS[2:])
    assert runs(now) == ["added 2", "check-1"]


def test_a_helper_that_is_gone_is_forgotten_and_the_answers_that_call_it_are_judged_again():
    found = plan((CELLS[0], *CELLS[2:]), BEFORE, SECONDS)
    assert found.forget == {"helper"}
    assert [each.key for each in found.run] == ["check-1"]


def test_a_renamed_answer_leaves_no_old_one_behind():
    assert plan(changed("ex-1", "def anwser(x): return 1"), BEFORE, SECONDS).forget == {"answer"}


def test_a_name_that_another_cell_binds_too_is_kept():
    cells = (cell("a", "x = 1"), cell("ex-1", "x = 2", "exercise", "1.1"))
    found = plan(changed("ex-1", "y = 2", cells), {each.key: each.source for each in cells}, {})
    assert found.forget == set()


def test_the_check_of_an_answer_that_does_not_even_compile_is_judged_again():
    broken = changed("ex-2", "diagnosis = (")
    before = {each.key: each.source for each in broken}
    assert runs(changed("ex-2", "diagnosis = ("), before=BEFORE) == ["ex-2", "check-2"]
    assert runs(changed("ex-2", "diagnosis = (("), before=before) == ["ex-2", "check-2"]


def test_what_was_interrupted_is_still_to_run():
    assert runs(CELLS, pending={"check-2"}) == ["check-2"]


def test_a_later_change_does_not_touch_an_earlier_cell():
    cells = (cell("a", "print(x)"), cell("ex-1", "x = 2", "exercise", "1.1"), cell("b", "print(x)"))
    found = plan(changed("ex-1", "x = 3", cells), {each.key: each.source for each in cells}, {})
    assert [each.key for each in found.run] == ["ex-1", "b"]


def test_an_answer_that_rests_on_a_later_cell_is_told_so():
    cells = (CELLS[0], *CELLS[2:5], CELLS[1])
    assert found_below(cells, CELLS[3]) == ["helper"]
    assert found_below(CELLS, CELLS[3]) == []


@pytest.fixture
def merged(lab, notebook):
    from tbxlab.notebooks import build, make
    from tbxlab.notebooks.merge import merge

    def of(*added):
        mine = copy.deepcopy(notebook.given)
        mine.cells[2:2] = [new_code_cell(source) for source in added]
        return merge(make.read(build.solution_path(lab)), mine, notebook.given).notebook

    return of


def test_the_cells_of_a_notebook_keep_their_keys_from_save_to_save(merged):
    before, now = code_cells(merged("a = 1", "a = 1")), code_cells(merged("a = 1", "b = 2", "a = 1"))
    assert [each.kind for each in before] == ["course", "added", "added", "exercise", "check", "course"]
    assert [each.exercise for each in before if each.exercise] == ["2.1", "2.1"]
    assert len({each.key for each in now}) == len(now)
    assert {each.key for each in before} < {each.key for each in now}
