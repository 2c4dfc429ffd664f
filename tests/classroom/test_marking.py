"""Are marks fair: each exercise by itself, not attempted is not wrong, and nothing is lost to cutting or a crash?"""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest

from .conftest import OPEN, PASSED, mark, marks, notebook, points, task_of, with_answer, with_cell

WRONG = (
    "# Exercise 2.1\ndef log_loss(writer, loss, epoch, batch, n):\n    writer.add_scalar('train/loss', loss, epoch)\n"
)


def test_a_solution_gets_every_point_from_the_cells_that_marks_rest_on(walled):
    marked = mark(task_of(notebook("solution")))
    assert marks(marked) == PASSED
    assert points(marked) == 10
    assert (marked.ran, marked.crashes, marked.refused, marked.notes) == ("cut", [], [], [])
    assert all(each["draws"] == each["passed_draws"] == 2 for each in marked.exercises)
    assert {name.split("/")[1] for name, _ in marked.evidence} == {"2.1", "2.6", "2.7", "2.8"}


def test_the_starters_are_not_attempted(walled):
    marked = mark(task_of(notebook("starters")))
    assert marks(marked) == OPEN
    assert points(marked) == 0
    assert marked.ran == "cut"


def test_a_wrong_answer_costs_its_own_points_and_says_what_was_found(walled):
    marked = mark(task_of(with_answer(notebook("solution"), "2.1", WRONG)))
    assert marks(marked) == PASSED | {"2.1": "steps-repeat"}
    assert points(marked) == 8
    assert "train/loss" in marked.exercises[0]["message"]


@pytest.mark.parametrize("code", ["import os; os._exit(0)", "import os, signal; os.kill(os.getpid(), 9)", "exit()"])
def test_a_cell_that_ends_its_process_costs_that_cell_only(walled, code):
    marked = mark(task_of(with_cell(notebook("solution"), code)))
    assert marks(marked) == PASSED
    # exit() asks the kernel to end, which may first run what is left of the notebook: then there is nothing to report
    assert len(marked.crashes) == 1 or (code == "exit()" and not marked.crashes)
    assert all(code[:20] in each for each in marked.crashes)


def test_an_answer_that_ends_its_process_is_the_one_that_fails(walled):
    answer = "# Exercise 2.7\nimport os\ndef log_layout(writer):\n    os._exit(3)\n"
    marked = mark(task_of(with_answer(notebook("solution"), "2.7", answer)))
    assert marks(marked) == PASSED | {"2.7": "cell-failed"}
    assert points(marked) == 9


def test_what_was_cut_wrongly_is_judged_again_from_the_whole_notebook(walled):
    """A cell of the course that no name ties to the answer: it is not run at first."""
    answer = '# Exercise 2.7\ndef log_layout(writer):\n    assert globals()["shown"]\n' + (
        '    writer.add_custom_scalars({"loss": {"both": ["Multiline", ["train/loss", "val/loss"]]}})\n'
    )
    marked = mark(task_of(with_answer(notebook("solution"), "2.7", answer)))
    assert marks(marked) == PASSED
    assert marked.ran == "whole"


def test_output_and_warnings_never_cost_points(walled):
    noise = "import sys, warnings\nsys.stderr.write('\\x1b[2J' * 1000)\nwarnings.warn('x')\nprint('y' * 10_000)"
    assert marks(mark(task_of(with_cell(notebook("solution"), noise)))) == PASSED


def test_running_again_gives_the_same_marks_and_the_same_evidence_but_for_times(walled):
    task = task_of(with_answer(notebook("solution"), "2.1", WRONG))
    one, other = mark(task), mark(task)
    assert one.exercises == other.exercises
    assert [name for name, _ in one.evidence if "events" not in name] == [
        name for name, _ in other.evidence if "events" not in name
    ]


def test_any_executor_takes_the_same_call(walled):
    with ThreadPoolExecutor(1) as pool:
        marked = pool.submit(mark, task_of(notebook("solution"))).result()
    assert marks(marked) == PASSED
    assert dataclasses.asdict(marked)["walls"].startswith("bubblewrap")


def test_trusted_submissions_run_without_walls_and_say_so(course):
    marked = mark(task_of(notebook("solution"), trusted=True))
    assert marks(marked) == PASSED
    assert marked.walls == "none (--trust-submissions)"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b'{"cells": [', "breaks off"),
        (b"[" * 300_000, ""),
        ('{"cells": []}'.encode("utf-16"), ""),
        (b"PK\x03\x04" + b"0" * 1000, ""),
        (b"[1, 2]", ""),
        (b"{}" + b" " * (21 * 2**20), "MB"),
    ],
    ids=["empty", "cut", "deep", "UTF-16", "zip", "list", "large"],
)
def test_what_is_no_notebook_says_why_and_breaks_nothing(course, content, why):
    marked = mark(task_of(content, trusted=True))
    assert marked.bad
    assert why in marked.bad
    assert marked.exercises == []
