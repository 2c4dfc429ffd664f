"""Does an alarm that is asked across a border get each stage, and nothing that tells it what a run is?"""

import itertools
import json
import socket
import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest

from tbxlab.classroom.examiner import MOST_ASKED, SOCKET, Asking
from tbxlab.course import manifest
from tbxlab.grading import asked, core
from tbxlab.grading.evidence import Evidence

ALARM = "4.8"


@pytest.fixture(scope="module")
def drawn():
    return core.check_of(ALARM).case(11).given


def rising(run):
    """An alarm that rings where the loss has fallen: it needs a part of the log."""
    steps, values = run.scalars["train/loss"].steps, run.scalars["train/loss"].values
    return int(steps[-1]) if len(steps) > 10 and values[-1] < values[0] else None


class Serving:
    """An Asking that serves in a thread, with draws that are counted."""

    def __init__(self, folder, drawn):
        self.drawn = []

        def draw(exercise, number, again):
            self.drawn.append((exercise, number, again))
            return drawn

        examiner = SimpleNamespace(lab=manifest.load().lab("04"), draws=range(2), draw=draw)
        self.asking = Asking(examiner, folder, folder)
        self.ours, theirs = socket.socketpair()
        self.stream = self.ours.makefile("rb")
        self.thread = threading.Thread(target=self.asking.serve, args=(theirs.makefile("rwb"), theirs))
        self.thread.start()
        assert self.stream.readline() == b"ready\n"

    def rings(self):
        self.ours.sendall(b"enough\n")
        found = json.loads(self.stream.readline())
        self.thread.join()
        return found


@pytest.fixture
def serving(tmp_path, drawn, monkeypatch):
    monkeypatch.setenv(asked.SOCKET, str(tmp_path / SOCKET))
    return Serving(tmp_path, drawn)


def test_the_other_side_keeps_what_the_alarm_said_as_at_the_desk(serving, drawn, tmp_path):
    assert asked.Asked(ALARM, 0).ask(rising, tmp_path) == []
    here = drawn.ask(rising, tmp_path / "desk")
    assert serving.rings() == {f"0/{ALARM}": [0, [list(ring) if ring else None for ring in here]]}
    assert any(here)


def test_the_learners_side_never_sees_more_than_the_stage(serving, tmp_path):
    seen = []

    def alarm(run):
        files = sorted((tmp_path / "0-0" / run.path.name).iterdir())
        seen.append((run.path.name, sum(file.stat().st_size for file in files), len(run.scalars["train/loss"].steps)))

    asked.Asked(ALARM, 0).ask(alarm, tmp_path)
    assert len(seen) > 100
    for one, other in itertools.pairwise(seen):
        assert one[0] != other[0] or (one[1] < other[1] and one[2] <= other[2])
    serving.rings()


def test_an_alarm_that_walks_the_stack_finds_no_member_and_no_window(serving, tmp_path):
    import sys

    found = []

    def alarm(run):
        frame = sys._getframe(1)
        while frame and "pytest" not in frame.f_code.co_filename:
            found.extend(name for name in frame.f_locals if name in ("members", "curves", "windows", "draw", "given"))
            frame = frame.f_back
        return 1

    asked.Asked(ALARM, 0).ask(alarm, tmp_path)
    serving.rings()
    assert [name for name in found if name != "draw"] == []


def test_who_asks_again_meets_other_runs_and_the_last_time_counts(serving, tmp_path):
    asked.Asked(ALARM, 1).ask(lambda run: None, tmp_path)
    asked.Asked(ALARM, 1).ask(lambda run: 5, tmp_path)
    assert serving.drawn == [(ALARM, 1, 0), (ALARM, 1, 1)]
    ((again, rings),) = serving.rings().values()
    assert again == 1
    assert {ring[0] for ring in rings} == {5}


def test_asking_without_end_is_refused(serving, tmp_path):
    for _ in range(MOST_ASKED + 2):
        with suppress(ValueError, OSError):
            asked.Asked(ALARM, 0).ask(lambda run: 5, tmp_path)
    assert len(serving.drawn) == MOST_ASKED
    serving.rings()


def test_an_alarm_that_breaks_off_has_said_nothing(serving, tmp_path):
    def alarm(run):
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        asked.Asked(ALARM, 0).ask(alarm, tmp_path)
    assert serving.rings() == {f"0/{ALARM}": [0, None]}


def test_what_is_no_plain_value_is_told_to_the_learner(serving, tmp_path):
    from tbxlab.grading.verdict import Wrong

    with pytest.raises(Wrong):
        asked.Asked(ALARM, 0).ask(lambda run: object(), tmp_path)
    serving.rings()


def test_driving_it_leaves_the_evidence_that_a_verdict_needs(serving, drawn, tmp_path):
    """What the process writes itself is replaced by what it was heard to say."""
    part = core.check_of(ALARM)
    evidence = Evidence(tmp_path / "evidence")
    part.drive(rising, asked.Asked(ALARM, 0), evidence)
    assert json.loads((tmp_path / "evidence" / "answers.json").read_text(encoding="utf-8")) == {"rings": []}
    serving.rings()
