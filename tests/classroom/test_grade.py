"""Does a class come through: refused without walls, resumed after a kill, every file accounted for?"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from typer.testing import CliRunner

from tbxlab.classroom import walls, workshop
from tbxlab.cli import app

from .conftest import notebook, with_answer

WRONG = "# Exercise 2.6\ndef smoothed(values, weight):\n    return values\n"


@pytest.fixture
def hand_in(course, tmp_path):
    folder = tmp_path / "submissions"
    folder.mkdir()

    def put(name, found):
        nbformat.write(found, folder / name)

    put("adal_1_11_02_scalars.ipynb", notebook("solution"))
    put("bobb_2_12_02_scalars.ipynb", notebook("starters"))
    put("cyre_late_3_13_02_scalars.ipynb", with_answer(notebook("solution"), "2.6", WRONG))
    (folder / "dora_4_14_x.ipynb").write_text("{", encoding="utf-8")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    return folder


def grade(folder, out, *more):
    return CliRunner().invoke(app, ["grade", "02", str(folder), "--out", str(out), *more])


def test_without_walls_it_refuses_and_says_the_only_way_on(hand_in, tmp_path, monkeypatch):
    def none(self):
        raise walls.NoWalls("bubblewrap is not installed")

    monkeypatch.setattr(walls.Bubblewrap, "check_installed", none)
    found = grade(hand_in, tmp_path / "out")
    assert found.exit_code == 2
    assert "--trust-submissions" in found.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)], ids=["kill -9", "Ctrl-C"])
def test_stopped_in_the_middle_the_same_command_goes_on(hand_in, tmp_path, number, code):
    """It comes when the first result is there; what is left is taken, and the rest is marked."""
    out = tmp_path / "out"
    command = ["grade", "02", str(hand_in), "--out", str(out), "--trust-submissions", "--jobs", "1"]
    call = f"from tbxlab.cli import app; app({command!r})"
    with subprocess.Popen([sys.executable, "-c", call], stdout=subprocess.DEVNULL, start_new_session=True) as process:
        end = time.monotonic() + 300
        while not [*out.glob("results/*.json")] and time.monotonic() < end and process.poll() is None:
            time.sleep(0.05)
        os.kill(process.pid, number)
        assert process.wait(60) == code
    first = {path: path.read_bytes() for path in out.glob("results/*.json")}
    assert 0 < len(first) < 4
    seeds = (out / "seeds.json").read_bytes()
    found = CliRunner().invoke(app, command)
    assert found.exit_code == 0, found.output
    assert "were there already" in found.output
    assert {path: path.read_bytes() for path in first} == first
    assert (out / "seeds.json").read_bytes() == seeds
    results = {each["learner"]["name"]: each for each in json.loads((out / "results.json").read_text())["learners"]}
    assert {name: each["points"] for name, each in results.items()} == {"adal": 10, "bobb": 0, "cyre": 7, "dora": 0}
    assert results["cyre"]["late"]
    assert results["dora"]["unreadable"]
    assert "none (--trust-submissions)" in found.output
    assert "notes.txt: no notebook" in found.output
    assert (out / "feedback").is_dir()
    assert "none (--trust-submissions)" in (out / "class.html").read_text(encoding="utf-8")
    assert not [*out.rglob("*.part"), *out.rglob("*.new")]
    workshop.close_all()
    shutil.rmtree(out)


def test_a_rule_that_there_is_not_is_refused(hand_in, tmp_path):
    assert grade(hand_in, tmp_path / "out", "--rule", "first").exit_code == 2
