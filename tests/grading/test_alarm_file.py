"""Does an alarm, once kept, stand on its own?"""

import linecache
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tbxlab.course import folders
from tbxlab.grading import alarm_file
from tbxlab.notebooks import files

CELLS = iter(range(10**6))


@pytest.fixture(autouse=True)
def labs(tmp_path, monkeypatch):
    """A course of the learner's own, and nobody grading."""
    monkeypatch.delenv(alarm_file.GRADED, raising=False)
    monkeypatch.setattr(folders, "work_dir", lambda: tmp_path)
    monkeypatch.setattr(folders, "solutions_dir", lambda: tmp_path / "solutions")
    return tmp_path


def cell(source, names=None):
    """Run ``source`` as a notebook's cell: in __main__-like globals, its lines known to inspect."""
    file = f"<cell {next(CELLS)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    scope = {"__name__": "a_notebook"} if names is None else names
    sys.modules.setdefault("a_notebook", ModuleType("a_notebook"))
    exec(compile(source, file, "exec"), scope)
    return scope


def test_it_is_kept_with_the_modules_functions_and_constants_that_it_uses(labs, capsys):
    scope = cell("""
import math
import numpy as np
from tbxlab.events import smooth
LIMIT = 3.5
run = object()

def helper(values):
    return max(values) > LIMIT

def alarm(run):
    values = [math.floor(each) for each in smooth(np.asarray(run), 0.0)]
    return 7 if helper(values) else None
""")
    alarm_file.keep("02_scalars", scope["alarm"])
    assert capsys.readouterr().out == f"Kept as '02_scalars' in {labs.name}/alarms.py.\n"
    alarm = alarm_file.load()["02_scalars"]
    assert alarm([1.0, 9.0]) == 7
    assert alarm([1.0, 2.0]) is None


def test_a_later_one_of_the_same_name_takes_its_place_and_leaves_the_others(labs):
    alarm_file.keep("a", cell("def alarm(run):\n    return 1\n")["alarm"])
    alarm_file.keep("b", cell("def alarm(run):\n    return 2\n")["alarm"])
    (labs / alarm_file.FILE).write_text(
        (labs / alarm_file.FILE).read_text(encoding="utf-8") + "\nMINE = 1\n", encoding="utf-8"
    )
    alarm_file.keep("a", cell("def alarm(run):\n    return 3\n")["alarm"])
    assert {name: alarm(None) for name, alarm in alarm_file.load().items()} == {"a": 3, "b": 2}
    text = (labs / alarm_file.FILE).read_text(encoding="utf-8")
    assert text.count("def alarm") == 2
    assert "MINE = 1" in text


def test_helpers_of_one_name_in_two_alarms_stay_apart():
    for name, factor in (("a", 2), ("b", 3)):
        scope = cell(f"def times(x):\n    return {factor} * x\ndef alarm(run):\n    return times(run)\n")
        alarm_file.keep(name, scope["alarm"])
    assert [alarm_file.load()[name](5) for name in "ab"] == [10, 15]


def test_two_functions_may_call_each_other():
    alarm_file.keep(
        "a",
        cell("""
def even(n):
    return True if n == 0 else odd(n - 1)
def odd(n):
    return False if n == 0 else even(n - 1)
def alarm(run):
    return 1 if even(run) else None
""")["alarm"],
    )
    assert alarm_file.load()["a"](4) == 1
    assert alarm_file.load()["a"](3) is None


def test_defaults_and_inner_functions_find_their_names():
    alarm_file.keep(
        "a",
        cell("""
WEIGHT = 2
def alarm(run, weight=WEIGHT):
    def inner(x):
        return x * weight + OFFSET
    return [inner(each) for each in run][0]
OFFSET = 1
""")["alarm"],
    )
    assert alarm_file.load()["a"]([5]) == 11


@pytest.mark.parametrize(
    "body",
    [
        '    """What it does."""\n    raise NotImplementedError\n',
        "    # A comment.\n    raise NotImplementedError\n",
        '    """What it does."""\n    raise NotImplementedError("later")\n',
    ],
)
def test_a_starter_is_not_kept(labs, body):
    alarm_file.keep("a", cell(f"def alarm(run):\n{body}")["alarm"])
    alarm_file.keep("a", ...)
    assert not (labs / alarm_file.FILE).exists()


def test_an_alarm_that_only_says_none_is_an_answer(labs):
    alarm_file.keep("a", cell("def alarm(run):\n    return None\n")["alarm"])
    assert alarm_file.load()["a"](None) is None


def test_nothing_is_kept_while_grading(labs, monkeypatch, capsys):
    monkeypatch.setenv(alarm_file.GRADED, str(labs))
    alarm_file.keep("a", cell("def alarm(run):\n    return 1\n")["alarm"])
    assert not (labs / alarm_file.FILE).exists()
    assert capsys.readouterr().out == ""


def test_nothing_is_kept_of_the_courses_own_solution(labs, monkeypatch):
    (labs / "solutions").mkdir()
    monkeypatch.chdir(labs / "solutions")
    alarm_file.keep("a", cell("def alarm(run):\n    return 1\n")["alarm"])
    assert not (labs / alarm_file.FILE).exists()


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("limits = object()\ndef alarm(run):\n    return limits\n", "uses limits (of type object)"),
        ("alarm = lambda run: 1\n", "not a lambda"),
        ("class Alarm:\n    pass\nalarm = Alarm()\n", "of type Alarm"),
        (
            "def make(n):\n    def alarm(run):\n        return n\n    return alarm\nalarm = make(1)\n",
            "another function",
        ),
    ],
)
def test_what_cannot_stand_alone_is_refused_in_words(labs, capsys, source, why):
    alarm_file.keep("a", cell(source)["alarm"])
    assert why in capsys.readouterr().out
    assert not (labs / alarm_file.FILE).exists()


def test_a_file_that_is_no_python_is_left_as_it_is(labs, capsys):
    (labs / alarm_file.FILE).write_text("def broken(:\n", encoding="utf-8")
    alarm_file.keep("a", cell("def alarm(run):\n    return 1\n")["alarm"])
    assert "no Python in line 1" in capsys.readouterr().out
    assert (labs / alarm_file.FILE).read_text(encoding="utf-8") == "def broken(:\n"


def test_an_alarm_in_a_file_of_its_own_can_be_kept_too(labs):
    assert Path(test_an_alarm_in_a_file_of_its_own_can_be_kept_too.__code__.co_filename).is_file()
    alarm_file.keep("a", first_step)
    assert alarm_file.load()["a"]([4, 5]) == 4


def first_step(run):
    return run[0]


def test_a_disk_that_fills_up_while_an_alarm_is_kept_leaves_the_others(labs, monkeypatch, capsys):
    alarm_file.keep("a", cell("def alarm(run):\n    return 1\n")["alarm"])
    before = (labs / alarm_file.FILE).read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    alarm_file.keep("b", cell("def alarm(run):\n    return 2\n")["alarm"])
    assert "No space left on device" in capsys.readouterr().out
    assert (labs / alarm_file.FILE).read_bytes() == before
    assert [each.name for each in labs.iterdir()] == [alarm_file.FILE]
