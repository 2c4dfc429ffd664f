"""`tbxlab learn`, end to end: three pages that answer, and nothing left when it ends."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tbxlab.cli import environment as commands
from tbxlab.course import manifest, progress, words
from tbxlab.environment import learn, ports, programs, versions
from tbxlab.environment.programs import State
from tbxlab.environment.services import fetch
from tbxlab.environment.waiting import wait_for
from tbxlab.grading.verdict import Verdict
from tbxlab.notebooks import build, copies

posix_signals = pytest.mark.skipif(os.name == "nt", reason="Windows sends no signal to a process of another console")
COMMAND = [sys.executable, "-c", "from tbxlab.cli import main; main()", "learn"]


@pytest.fixture
def course(_built_course, tmp_path, monkeypatch):
    """A course of one page and one small lab, in a folder with a space and other letters in its name."""
    root = tmp_path / "my course 课"
    shutil.copytree(_built_course, root)
    (root / "chapters").mkdir()
    (root / "requirements.txt").write_text("", encoding="utf-8")
    (root / "mkdocs.yml").write_text("site_name: Tiny\ndocs_dir: chapters\ntheme: mkdocs\n", encoding="utf-8")
    (root / "chapters" / "index.md").write_text("# Hello\n", encoding="utf-8")
    monkeypatch.setenv("TBXLAB_COURSE", str(root))
    monkeypatch.delenv("TBXLAB_WORK", raising=False)
    monkeypatch.delenv("TBXLAB_RUNS", raising=False)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    return root


@pytest.fixture
def started(course):
    """Start `tbxlab learn` and wait for its first step; gives the process, its output so far and its family."""
    running = []

    def start(*options):
        with (course / "output").open("w", encoding="utf-8") as output:
            process = subprocess.Popen([*COMMAND, *options], stdout=output, stderr=subprocess.STDOUT)
        running.append(process)
        wait_for(lambda: "Ctrl-C stops" in said(), 240, unless=lambda: process.poll() is not None)
        return process

    def said():
        return (course / "output").read_text(encoding="utf-8")

    start.said = said
    yield start
    for process in running:
        for one in [*psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []:
            one.kill()
        process.kill()
        process.wait()


def free_ports():
    """Three options, so that a course that runs on this machine already does no harm."""
    chosen = [ports.any_port() for _ in range(3)]
    return [f"--{name}-port={port}" for name, port in zip(("site", "lab", "board"), chosen, strict=True)]


def addresses(output):
    return dict(re.findall(r"^  (Pages|Labs|TensorBoard) +(http://\S+)$", output, re.MULTILINE))


def alive(processes):
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def test_check_waits_for_the_three_pages_and_ports_in_use_are_replaced(course):
    with socket.socket() as first, socket.socket() as second, socket.socket() as third:
        taken = []
        for server in (first, second, third):
            server.bind((ports.HOST, 0))
            server.listen()
            taken.append(server.getsockname()[1])
        options = [f"--{name}-port={port}" for name, port in zip(("site", "lab", "board"), taken, strict=True)]
        answer = subprocess.run(
            [*COMMAND, "--check", *options], capture_output=True, text=True, encoding="utf-8", check=False
        )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    found = addresses(answer.stdout)
    assert set(found) == {"Pages", "Labs", "TensorBoard"}
    used = [int(re.search(r":(\d+)/", url)[1]) for url in found.values()]
    assert not set(used) & set(taken)
    for was, now in zip(taken, used, strict=True):
        assert f"port {was} is in use; taking {now}." in answer.stdout
        assert ports.is_free(now), "nothing listens any more"
    assert re.search(r"lab\?token=\w{20,}$", found["Labs"])


@posix_signals
def test_ctrl_c_stops_all_of_them_kernels_included(course, started):
    process = started(*free_ports())
    found = addresses(started.said())
    base, token = found["Labs"].split("lab?token=")
    login = {"Authorization": f"token {token}"}

    fetch(base + "api/kernels", method="POST", headers=login)
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    assert any("ipykernel" in " ".join(one.cmdline()) for one in family)
    assert f"lab/tree/02_scalars.ipynb?token={token}" in started.said()
    with pytest.raises(OSError, match="403"):
        fetch(base + "api/kernels")

    settings = fetch(base + "lab/api/settings/@jupyterlab/apputils-extension:notification", headers=login)
    assert json.loads(settings)["schema"]["properties"]["fetchNews"]["default"] == "false", "no news pop-up"

    board = next(one for one in family if "tbxlab.board" in one.cmdline())
    board.kill()
    wait_for(lambda: "TensorBoard has ended; the rest goes on" in started.said(), 60)
    assert "Tiny" in fetch(found["Pages"])

    process.send_signal(signal.SIGINT)
    assert process.wait(120) == 0, started.said()
    assert started.said().rstrip().endswith("nothing is left running.")
    assert alive(family) == []


@posix_signals
def test_a_site_that_cannot_be_built_does_not_hold_up_the_labs(course, started):
    with (course / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("nav: [index.md, no-such-page.md]\n")
    process = started(*free_ports())
    assert set(addresses(started.said())) == {"Labs", "TensorBoard"}
    assert "The site could not be built" in started.said()
    assert "no-such-page.md" in started.said(), "the reason is shown"
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    assert process.wait(120) == 0
    assert alive(family) == []


class Fake(programs.Program):
    """A program whose states are given."""

    def __init__(self, name, log, *states):
        super().__init__(name, 1, log)
        self.states = list(states)

    def state(self):
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    start = stop = _ended = _answers = lambda self: None


@pytest.fixture
def stopping():
    with learn._signals() as event:
        yield event


@pytest.fixture
def told(course):
    """What `learn` says before it starts anything, and where it sends the learner."""

    def say_all():
        said = []
        assert learn._prepare(said.append)
        lab = programs.Lab(8888, course / "lab.log", course / "work")
        learn._tell_where_to_go(lab, said.append)
        return "\n".join(said)

    return say_all


def test_a_newcomer_gets_copies_and_the_first_lab_and_the_next_day_what_comes_next(course, told):
    first = told()
    assert "Your own copies of 1 labs are in work/" in first
    assert "Your first lab, Scalars" in first
    assert "lab/tree/02_scalars.ipynb?token=" in first
    progress.record([Verdict("2.1", "wrong", "no-evidence")])
    later = told()
    assert "copies" not in later
    assert "Go on with exercise 2.1" in later
    assert "nothing to show" not in later
    progress.record([Verdict("2.1", "passed")])
    assert "Every exercise of the course is right" in told()


def test_a_copy_of_an_older_course_is_named_and_left_to_the_learner(course, told):
    told()
    lab = manifest.load().lab("02")
    base = copies.given(lab)
    base.cells[0].source = "# An older lab"
    copies.note_begun(lab, base)
    before = copies.path_of(lab).read_bytes()
    assert "another edition of the course, in work/: 02_scalars. tbxlab update" in told()
    assert copies.path_of(lab).read_bytes() == before


def test_a_lab_that_was_solved_in_labs_is_taken_over_at_the_start(course, told):
    lab = manifest.load().lab("02")
    given = build.lab_path(lab).read_bytes()
    text = given.decode("utf-8").replace("raise NotImplementedError", "return 'mine'")
    build.lab_path(lab).write_text(text, encoding="utf-8")
    (course / "labs" / "watchdog.py").write_text("ALARMS = {}\n", encoding="utf-8")
    said = told()
    assert "labs/watchdog.py is now work/alarms.py" in said
    assert "return 'mine'" in copies.path_of(lab).read_text(encoding="utf-8")
    assert build.lab_path(lab).read_bytes() == given


def test_a_course_that_is_running_already_is_said_where(course, monkeypatch):
    monkeypatch.setattr(learn, "address_of", lambda folder: "http://127.0.0.1:8888/lab/tree/?token=t")
    said = []
    assert learn._prepare(said.append)
    assert "running on your labs already: http://127.0.0.1:8888/lab/tree/?token=t" in said[-1]


def test_a_course_that_is_badly_described_is_told_and_opens_what_is_there(course, told):
    (course / "course.toml").write_text("", encoding="utf-8")
    assert told() == "course.toml:1: [course] schema must be 2, found None"
    (course / "work" / "02_scalars.ipynb").touch()
    assert "lab/tree/02_scalars.ipynb?token=" in told()


def test_copies_that_cannot_be_made_are_told_and_nothing_starts(course, monkeypatch):
    (course / "work").write_text("a file in the folder's place", encoding="utf-8")
    said = []
    assert learn.learn(said.append, {"site": 0, "lab": 0, "board": 0}) == 1
    assert "copies of the labs cannot be made" in said[0]
    assert "tbxlab doctor" in said[0]


def test_a_light_installation_starts_the_labs_and_says_what_it_lacks(course, monkeypatch):
    path = course / "src" / "tbxlab" / "lab02" / "lab.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("seconds = 60", 'seconds = 60\nneeds = ["text"]'), "utf-8")
    monkeypatch.setattr(versions, "installed", dict)
    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    said = []
    assert learn._prepare(said.append)
    names = [program.name for program in learn._programs({"site": 1, "lab": 2, "board": 3}, said.append)]
    assert names == ["lab", "board"]
    assert "Labs 02 need more: make install LIGHT=text" in said[-2]
    assert "pages are not part of a light installation" in said[-1]


def test_a_program_that_ends_while_starting_is_not_waited_for(tmp_path, stopping):
    log = tmp_path / "lab.log"
    log.write_text("the reason\n", encoding="utf-8")
    said = []
    dead = Fake("lab", log, State.STARTING, State.FAILED)
    late = Fake("board", log, State.STARTING, State.STARTING, State.READY)
    assert learn._wait([dead, late], stopping, said.append) == [late]
    assert said[0].startswith("JupyterLab did not start")
    assert said[1] == "    the reason"


def test_a_folder_that_is_not_there_is_told_and_the_rest_starts(tmp_path):
    said = []
    lab = programs.Lab(ports.any_port(), tmp_path / "lab.log", tmp_path / "no-labs")
    assert learn._starts(lab, said.append) is False
    assert "JupyterLab did not start" in said[0]
    assert "no-labs" in said[0]
    lab.stop()


def test_one_that_never_answers_is_given_up(tmp_path, stopping, monkeypatch):
    monkeypatch.setattr(learn, "START_SECONDS", 0)
    said = []
    assert learn._wait([Fake("site", tmp_path / "none", State.STARTING)], stopping, said.append) == []
    assert len(said) == 1


def test_when_none_is_left_the_course_ends_with_an_error(tmp_path, stopping):
    said = []
    assert learn._watch([Fake("board", tmp_path / "none", State.FAILED)], stopping, said.append) == 1
    assert said


def test_a_signal_before_anything_runs_ends_it_in_order(tmp_path, stopping):
    signal.raise_signal(signal.SIGINT)
    assert stopping.is_set()
    assert learn._watch([Fake("board", tmp_path / "none", State.READY)], stopping, print) == 0


def test_what_is_said_is_in_the_catalogue_and_nothing_else():
    source = Path(learn.__file__).read_text(encoding="utf-8") + Path(commands.__file__).read_text(encoding="utf-8")
    literals = set(re.findall(r'"(learn-[a-z-]+)"', source))
    each = {"learn", "learn-no-start", "learn-ended"}  # said of each program, with its name behind
    expected = (literals - each) | {f"{start}-{name}" for start in each for name in ports.WANTED}
    assert expected == {name for name in words.catalogue("en") if name.startswith("learn-")}
