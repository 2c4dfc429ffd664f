"""Do the learner's commands answer with what helps, and with the right exit code?"""

import json
import os
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tbxlab import cli
from tbxlab.course import manifest, progress
from tbxlab.environment import versions
from tbxlab.grading import judge
from tbxlab.grading.verdict import Verdict
from tbxlab.notebooks import build, copies, make


def run(*arguments):
    return CliRunner().invoke(cli.app, arguments)


def own_copy():
    """The learner's copy, made as `tbxlab learn` makes it."""
    lab = manifest.load().lab("02")
    copies.begin(lab)
    return copies.path_of(lab)


def test_check_prints_plain_text_where_it_is_piped_and_fails_below_full_marks(tiny_course):
    done = run("check", "02")
    assert done.exit_code == 1
    assert "02_scalars: 0 of 2 points" in done.output
    assert "\x1b" not in done.output


def test_check_judges_a_notebook_anywhere_and_prints_json(tiny_course, tmp_path):
    path = tmp_path / "somewhere else.ipynb"
    path.write_bytes(build.solution_path(manifest.load().lab("02")).read_bytes())
    done = run("check", str(path), "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["points"] == 2
    assert progress.load()["2.1"]["passed"]


def test_a_wrong_name_is_answered_with_the_right_ones(tiny_course):
    for arguments in (("check", "77"), ("reset", "77")):
        done = run(*arguments)
        assert done.exit_code == 2
        assert "02_scalars" in done.output
    assert "2.1" in run("hint", "7.7").output


def test_hints_come_one_after_the_other_and_the_last_stays(tiny_course):
    shown = [run("hint", "2.1").output for _ in range(5)]
    for output, word, number in zip(
        shown, ["first", "second", "third", "fourth", "fourth"], [1, 2, 3, 4, 4], strict=True
    ):
        assert word in output
        assert f"hint {number} of 4" in output
    assert "first" in run("hint", "2.1", "-n", "1").output


def test_the_solution_opens_after_an_attempt(tiny_course):
    closed = run("solution", "2.1")
    assert closed.exit_code == 2
    assert "not attempted" in closed.output
    progress.record([Verdict("2.1", "wrong", "no-evidence")])
    opened = run("solution", "2.1").output
    assert "epoch * batches_per_epoch + batch" in opened
    assert "SOLUTION" not in opened


def test_reset_puts_the_lab_back_and_keeps_the_learners_copy(tiny_course):
    lab = manifest.load().lab("02")
    own, given = copies.path_of(lab), build.lab_path(lab).read_text(encoding="utf-8")
    copies.begin(lab)
    for number in (1, 2):
        own.write_text(f"mine {number}", encoding="utf-8")
        done = run("reset", "02")
        kept = tiny_course / "work" / f"02_scalars.mine-{number}.ipynb"
        assert kept.read_text(encoding="utf-8") == f"mine {number}"
        assert kept.name in done.output
        assert "Reload Notebook from Disk" in done.output
        assert "choose Revert" in done.output
        assert own.read_text(encoding="utf-8") == given
    own.unlink()
    assert "Your version" not in run("reset", "02").output
    assert make.read(own).cells
    assert build.lab_path(lab).read_text(encoding="utf-8") == given


def test_what_nobody_has_written_into_is_reset_without_a_copy(tiny_course):
    lab = manifest.load().lab("02")
    for what in ("02", "2.1", "02", "2.1"):
        done = run("reset", what)
        assert done.exit_code == 0
    assert "as it was given already" in done.output
    assert [path.name for path in copies.path_of(lab).parent.glob("*.ipynb")] == ["02_scalars.ipynb"]


def test_a_folder_without_a_course_ends_in_one_line(tmp_path):
    code = "import sys; from tbxlab import cli; sys.argv = ['tbxlab', 'check', '02']; cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"TBXLAB_COURSE": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 2
    assert "no course.toml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (judge.CannotJudge("nbval is broken here"), "nbval is broken here"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_a_machine_that_cannot_judge_is_told_in_words(tiny_course, monkeypatch, error, words):
    def refuse(*_, **__):
        raise error

    monkeypatch.setattr(judge, "judge", refuse)
    done = run("check", "02")
    assert done.exit_code == 2
    assert words in done.output
    assert "tbxlab doctor" in done.output
    assert isinstance(done.exception, SystemExit), "and no traceback of ours"


def test_a_notebook_that_is_none_is_refused_in_words(tiny_course, tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text("no json", encoding="utf-8")
    for arguments in (("check", str(path)), ("check", str(path), "--watch"), ("check", str(tmp_path / "no.ipynb"))):
        done = run(*arguments)
        assert done.exit_code == 2
        assert ".ipynb" in done.output
        assert isinstance(done.exception, SystemExit)


def test_json_and_watch_do_not_go_together(tiny_course):
    assert run("check", "02", "--json", "--watch").exit_code == 2


def test_reset_of_one_exercise_leaves_the_rest(tiny_course):
    path = own_copy()
    mine = make.read(path)
    next(cell for cell in mine.cells if cell.id == "ex-2-1").source = "# Exercise 2.1\nmine = 1"
    mine.cells[0].source = "my own words"
    make.write(mine, path)
    assert "02_scalars.mine-1.ipynb" in run("reset", "2.1").output.replace("\n", "")
    now = path.read_text(encoding="utf-8")
    assert "mine = 1" not in now
    assert "my own words" in now
    assert run("reset", "9.9").exit_code == 2


def test_reset_that_the_system_refuses_is_told_in_words(tiny_course, monkeypatch):
    path = own_copy()
    path.write_text("mine", encoding="utf-8")
    monkeypatch.setattr(shutil, "copy2", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    done = run("reset", "02")
    assert done.exit_code == 2
    assert "Permission denied" in done.output
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("command", [[], ["--help"], ["check", "--help"], ["verify", "--help"]])
def test_help_is_there(command):
    assert "Usage" in run(*command).output


def test_importing_the_package_is_light():
    heavy = ["torch", "tensorboard", "tensorflow", "matplotlib", "pytest", "nbval", "jupytext", "nbformat", "filelock"]
    code = f"import sys, tbxlab, tbxlab.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def needing(course, extra):
    path = course / "src" / "tbxlab" / "lab02" / "lab.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("seconds = 60", f'seconds = 60\nneeds = ["{extra}"]'), "utf-8"
    )


@pytest.mark.parametrize("command", [["check", "02"], ["check", "2.1"], ["check", "02", "--watch"], ["next"]])
def test_a_lab_that_needs_more_than_is_installed_says_the_one_command(tiny_course, monkeypatch, command):
    needing(tiny_course, "keras")
    monkeypatch.setattr(versions, "installed", lambda: {"numpy": "2.4.6"})
    done = run(*command)
    assert done.exit_code == (0 if command == ["next"] else 2)
    assert "make install LIGHT=keras" in done.output


def test_a_lab_whose_packages_are_here_is_judged(tiny_course, monkeypatch):
    needing(tiny_course, "keras")
    monkeypatch.setattr(versions, "lacking", lambda extras: set())
    assert "0 of 2 points" in run("check", "02").output


def test_check_judges_one_exercise_and_its_exit_code_is_that_exercises(tiny_course):
    path = own_copy()
    done = run("check", "2.1")
    assert done.exit_code == 1
    assert "○ 2.1" in done.output
    assert "tbxlab check 02" in done.output
    path.write_bytes(build.solution_path(manifest.load().lab("02")).read_bytes())
    done = run("check", "2.1")
    assert (done.exit_code, "✓ 2.1 One point for every optimizer step" in done.output) == (0, True)
    assert json.loads(run("check", "2.1", "--json").stdout)["exercises"][0]["outcome"] == "passed"


def test_other_right_ways_open_after_an_attempt_with_what_they_cost_or_gain(tiny_course):
    assert run("solution", "2.1", "--others").exit_code == 2
    progress.record([Verdict("2.1", "passed")])
    assert "no other right way for 2.1" in run("solution", "2.1", "--others").output
    answers = tiny_course / "tests" / "answers" / "02_scalars" / "2.1"
    (answers / "right_by_a_counter.py").write_text(
        "# One number to keep; it cannot be lost.\nstep = 0\n", encoding="utf-8"
    )
    output = run("solution", "2.1", "--others").output
    assert "by a counter: One number to keep; it cannot be lost.\nstep = 0" in output


@pytest.mark.parametrize("command", ["check", "hint", "solution", "reset"])
def test_an_exercise_that_is_not_there_is_answered_with_those_of_its_lab(tiny_course, command):
    done = run(command, "2.77")
    assert done.exit_code == 2
    assert "Its exercises: 2.1" in done.output


@pytest.mark.parametrize("command", ["hint", "solution"])
def test_a_lab_in_an_exercises_place_is_answered_with_its_exercises(tiny_course, command):
    done = run(command, "2")
    assert done.exit_code == 2
    assert "02 is a lab. Name one of its exercises: 2.1" in done.output


LONG = "A hint with many words. " * 40


@pytest.mark.parametrize("columns", ["20", "80", "120"])
def test_nothing_is_cut_where_it_is_piped(tiny_course, columns):
    """Into a pager, a file, a log of a class: every word of a hint, of the table and of the messages is there."""
    path = tiny_course / "src" / "tbxlab" / "lab02" / "words" / "en.toml"
    text = path.read_text(encoding="utf-8").replace('"first"', json.dumps(LONG))
    title = "One point for every optimizer step " + "and no more " * 20
    path.write_text(text.replace("One point for every optimizer step", title.strip()), encoding="utf-8")
    for command, expected in (
        (["hint", "2.1"], LONG.strip()),
        (["progress"], title.strip()),
        (["next"], str(tiny_course / "work")),
        (["hint", "2.1", "-n", "2"], "second"),
    ):
        code = f"import sys; from tbxlab import cli; sys.argv = ['tbxlab', *{command}]; cli.main()"
        env = os.environ | {"COLUMNS": columns, "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", env=env, check=False
        )
        assert expected in done.stdout, done.stderr
        assert "│" not in done.stdout, "a frame is for a screen"


@pytest.mark.parametrize("name", ["mylab.ipynb", "work/mylab.ipynb"])
def test_a_renamed_notebook_is_judged_where_it_is(tiny_course, monkeypatch, name):
    monkeypatch.chdir(tiny_course)
    own_copy().rename(tiny_course / name)
    (tiny_course / "labs" / "02_scalars.ipynb").unlink()
    assert "0 of 2 points" in run("check", name).output


def test_a_file_of_the_courses_that_is_missing_is_named_with_what_brings_it_back(tiny_course):
    own_copy()
    (tiny_course / "solutions" / "02_scalars.ipynb").unlink()
    done = run("check", "02")
    assert done.exit_code == 2
    assert "git checkout -- solutions/02_scalars.ipynb" in done.output


def test_a_notebook_in_labs_or_solutions_is_never_taken_for_the_learners(tiny_course, monkeypatch):
    for folder in ("labs", "solutions"):
        monkeypatch.chdir(tiny_course / folder)
        assert "0 of 2 points" in run("check", "02").output


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("{", "its JSON breaks off"),
        ("{}", "no list of cells"),
        ("null", "no list of cells"),
        ("<!DOCTYPE html><html></html>", "a web page"),
        ("", "is empty"),
        ("<<<<<<< a\n=======\n>>>>>>> b", "merge conflict"),
    ],
)
def test_a_broken_notebook_gets_its_cause_and_the_command_that_mends_it(tiny_course, content, cause):
    path = own_copy()
    path.write_text(content, encoding="utf-8")
    done = run("check", "02")
    assert done.exit_code == 2
    assert cause in done.output
    if "git" not in done.output:
        assert "tbxlab reset 02" in done.output
        assert run("reset", "02").exit_code == 0
        assert "0 of 2 points" in run("check", "02").output
        assert path.with_name("02_scalars.mine-1.ipynb").read_text(encoding="utf-8") == content


@pytest.mark.parametrize("change", [{"metadata": None}, {"nbformat": "4"}, {"nbformat": None}, {"nbformat": 9}])
def test_a_notebook_whose_odd_parts_nobody_needs_is_judged(tiny_course, change):
    path = own_copy()
    path.write_bytes(build.solution_path(manifest.load().lab("02")).read_bytes())
    found = json.loads(path.read_text(encoding="utf-8")) | change
    found["cells"][0]["metadata"] = None
    path.write_text(json.dumps(found), encoding="utf-8")
    assert run("check", "02").exit_code == 0
