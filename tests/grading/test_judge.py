"""Does a notebook's mark come from its evidence, whatever its kernel says or does?

Each judged notebook costs a kernel, so the tests here share three.
"""

import json
import threading

import pytest

from tbxlab.course import manifest
from tbxlab.grading import judge as judging
from tbxlab.grading import report
from tbxlab.grading.errors import why_it_died
from tbxlab.grading.judge import CannotJudge, judge
from tbxlab.notebooks import build, make

FLAT = "    writer.add_scalar('train/loss', loss, epoch + batch)"
FORGER = "import tbxlab.grading.core as core\ncore.verify = lambda *a: core.Verdict('2.1', 'passed')"


@pytest.fixture(scope="module")
def two(lab, shared_course, solve):
    """A right notebook and the lab as it is given, judged at the same time: the reports, and the progress told."""
    right, given = build.lab_path(lab), shared_course / "as given" / "02_scalars.ipynb"
    make.write(make.read(right), given)
    make.write(solve(make.read(right), before="open('was_here.txt', 'w').close()"), right)
    reports, told = {}, []

    def one(name, path, **more):
        reports[name] = judge(path, lab, **more)

    threads = [
        threading.Thread(
            target=one, args=("right", right), kwargs={"progress": lambda done, total: told.append((done, total))}
        ),
        threading.Thread(target=one, args=("given", given)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return reports["right"], reports["given"], told


@pytest.fixture(scope="module")
def many(long_course, solve):
    """One notebook with eight answers that go eight ways, the last one through a dead kernel: outcome by exercise."""
    lab = manifest.load().lab("02")
    notebook = make.read(build.lab_path(lab))
    solve(notebook, "2.1")
    solve(notebook, "2.91", before="input('your name?')")
    solve(notebook, "2.92", before="print('x' * 5_000_000); undefined_name")
    solve(notebook, "2.93", body="    while True: print('again')")
    solve(notebook, "2.94")
    solve(notebook, "2.95", body=FLAT, before=FORGER)
    solve(notebook, "2.96", before="import os; os._exit(1)")
    solve(notebook, "2.97")
    make.write(notebook, build.lab_path(lab))
    outcome = judge(build.lab_path(lab), lab)
    return (
        {each.exercise.id: each.verdict for each in outcome.results},
        {cell.grade_id: cell.outcome for cell in outcome.cells},
    )


def test_a_right_answer_gets_its_points_and_runs_in_its_own_folder(two, shared_course):
    outcome, _, told = two
    assert (outcome.points, outcome.full) == (2, True)
    assert told == [(number, 4) for number in range(1, 5)]
    assert (shared_course / "labs" / "was_here.txt").exists()
    assert not (shared_course / "runs").exists(), "judging leaves the learner's runs alone"
    assert not (shared_course / "work").exists()


def test_the_lab_as_it_is_given_is_not_attempted(two):
    _, outcome, _ = two
    assert [result.verdict.outcome for result in outcome.results] == ["not-attempted"]
    assert "Next: exercise 2.1" in report.next_step(outcome)


def test_the_json_holds_the_schema_and_every_exercise(two):
    found = json.loads(json.dumps(report.as_json(two[1])))
    assert (found["schema"], found["lab"], found["points"], found["of"]) == (1, "02_scalars", 0, 2)
    assert [each["outcome"] for each in found["exercises"]] == ["not-attempted"]


def test_what_goes_wrong_in_one_cell_costs_the_others_nothing(many):
    verdicts, _ = many
    assert verdicts["2.1"].passed
    assert verdicts["2.94"].passed


def test_a_cell_that_asks_for_input_is_said(many):
    assert "input" in many[0]["2.91"].words


def test_a_cell_that_raises_is_said_with_its_error(many):
    assert "NameError: name 'undefined_name' is not defined" in many[0]["2.92"].words


def test_a_loop_without_end_is_ended_at_the_manifests_limit(many):
    assert "5 seconds" in many[0]["2.93"].words


def test_a_kernel_that_says_passed_is_not_believed(many):
    verdicts, cells = many
    assert cells["check-2-95"] == "passed", "the kernel was fooled"
    assert verdicts["2.95"].message_id == "steps-repeat"


def test_a_dead_kernel_is_noticed_and_said_and_so_it_is_of_the_cells_behind(many):
    verdicts, _ = many
    assert "the kernel died: the cell calls os._exit(), which ends it" in verdicts["2.96"].words
    assert "the kernel died in an earlier cell, which calls os._exit()" in verdicts["2.97"].words


@pytest.mark.parametrize(
    ("source", "earlier", "said"),
    [
        ("exit()", False, "the cell calls exit(), which ends it"),
        ("if True:\n    quit(1)", True, "in an earlier cell, which calls quit()"),
        ("import sys; sys.exit(3)", False, "sys.exit()"),
        ("exit = 3", False, "the kernel died while it ran this cell"),
        ("x = [0] * 10**12", True, "the kernel had died in an earlier cell"),
        ("no python (", False, "the kernel died while it ran this cell"),
    ],
)
def test_a_kernel_that_was_asked_to_end_is_said_by_the_call(source, earlier, said):
    assert said in why_it_died(source, earlier=earlier)


def test_a_kernel_that_dies_at_the_cell_behind_an_exit_is_said_by_that():
    assert "in an earlier cell, which calls exit()" in why_it_died("check('2.1', answer)", "exit()")
    assert "died while it ran this cell" in why_it_died("check('2.1', answer)", "print(1)")


def test_one_exercise_is_judged_alone_and_what_is_behind_it_does_not_run(lab, shared_course, solve, tmp_path):
    path = tmp_path / "02_scalars.ipynb"
    notebook = solve(
        make.lab_notebook(make.read(build.solution_path(lab))),
        before="exit()\nimport time\ntime.sleep(0.5)",  # the kernel goes on for a tenth of a second, and then ends
    )
    make.write(notebook, path)
    exercise = lab.exercise("2.1")
    outcome = judge(path, lab, only=exercise)
    assert [cell.grade_id for cell in outcome.cells][-1] == "check-2-1"
    assert "calls exit()" in outcome.results[0].verdict.words


def test_whoever_changes_their_mind_gets_no_report_and_leaves_no_process(lab, monkeypatch):
    killed, kill = [], judging._kill
    monkeypatch.setattr(judging, "_kill", lambda pid: (killed.append(pid), kill(pid)))
    with pytest.raises(judging.Canceled):
        judge(build.lab_path(lab), lab, canceled=lambda: True)
    import psutil

    assert not psutil.pid_exists(killed[0])


def test_a_machine_on_which_no_kernel_starts_is_told_in_one_line(lab, tmp_path, monkeypatch):
    (tmp_path / "ipykernel_launcher.py").write_text("raise SystemExit", encoding="utf-8")
    (tmp_path / "nbval").mkdir()
    (tmp_path / "nbval" / "__init__.py").write_text("raise ImportError('nbval is broken here')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(CannotJudge, match=r"^[^\n]*nbval is broken here[^\n]*$"):
        judge(build.lab_path(lab), lab)


def test_a_disk_that_filled_up_is_told_as_such(lab, monkeypatch):
    """The child could write nothing; a real one was filled by hand, in sizes from 4 kB to 400 kB."""
    monkeypatch.setattr(judging.subprocess, "Popen", Silent)
    monkeypatch.setattr(judging.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 0}))
    with pytest.raises(OSError, match="No space left"):
        judge(build.lab_path(lab), lab)


class Silent:
    """A child process that ends at once and has written nothing."""

    pid = 0

    def __init__(self, *_, **__):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def poll(self):
        return 1
