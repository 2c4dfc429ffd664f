"""Does the course's memory survive upgrades, crashes and two terminals at once, and is time counted honestly?"""

import json
import subprocess
import sys

import pytest

from tbxlab.course import progress
from tbxlab.grading.verdict import Verdict

PASSED, WRONG = Verdict("2.1", "passed"), Verdict("2.1", "wrong", "no-evidence")
BLANK = Verdict("2.1", "not-attempted", "not-attempted")


@pytest.fixture
def file(tiny_course):
    return tiny_course / "work" / ".tbxlab" / progress.FILE


@pytest.fixture
def clock(monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr(progress.time, "time", lambda: now[0])

    def later(seconds):
        now[0] += seconds

    return later


def test_attempts_are_counted_and_what_passed_once_stays_passed(file):
    for verdict in (WRONG, PASSED, WRONG, BLANK):
        progress.record([verdict])
    assert progress.load() == {"2.1": {"attempts": 3, "passed": True, "now": False}}


def test_now_is_what_the_last_verdict_said(file):
    for verdict, now in ((WRONG, False), (PASSED, True), (BLANK, False), (PASSED, True)):
        progress.record([verdict])
        assert progress.load()["2.1"]["now"] is now
    progress.put_back(["2.1", "77.1"])
    assert progress.load() == {"2.1": {"attempts": 3, "passed": True, "now": False}}


def test_the_first_form_of_the_file_is_understood(file):
    file.parent.mkdir(parents=True)
    file.write_text('{"2.1": {"attempts": 2, "passed": true, "hints": 1}}', encoding="utf-8")
    assert progress.load()["2.1"]["passed"]
    progress.open_hint("2.1", 3)
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept["schema"] == progress.SCHEMA
    assert kept["exercises"] == {"2.1": {"attempts": 2, "passed": True, "hints": 3}}


def test_what_a_later_version_has_added_is_kept(file):
    file.parent.mkdir(parents=True)
    later = {
        "schema": 99,
        "badges": ["early"],
        "labs": {"02_scalars": {"mood": "good"}},
        "exercises": {"2.1": {"attempts": 1, "passed": False, "confidence": 3}, "77.1": {"passed": True}},
    }
    file.write_text(json.dumps(later), encoding="utf-8")
    progress.record([PASSED])
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert (kept["schema"], kept["badges"]) == (99, ["early"])
    assert kept["labs"]["02_scalars"]["mood"] == "good"
    assert kept["exercises"]["2.1"] == {"attempts": 2, "passed": True, "now": True, "confidence": 3}
    assert kept["exercises"]["77.1"] == {"passed": True}


@pytest.mark.parametrize("broken", ["", '{"schema": 2, "exerc', "[1]", '{"exercises": [1]}', '{"schema": "x"}', "\xff"])
def test_a_file_that_cannot_be_understood_is_put_aside_and_never_lost(file, broken):
    file.parent.mkdir(parents=True)
    file.write_bytes(broken.encode("latin-1"))
    assert progress.load() == {}
    progress.record([PASSED])
    assert progress.load()["2.1"]["passed"]
    assert (file.parent / "progress.broken-1.json").read_bytes() == broken.encode("latin-1")


def test_a_crash_while_writing_leaves_the_old_file_and_no_rubbish(file, monkeypatch):
    progress.record([PASSED])
    before = file.read_bytes()

    def crash(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(progress.os, "fsync", crash)
    progress.record([WRONG])
    assert file.read_bytes() == before
    assert {each.name for each in file.parent.iterdir()} <= {progress.FILE, progress.LOCK}


def test_a_reader_that_holds_the_file_on_windows_is_waited_for(file, monkeypatch):
    replace, refused = progress.Path.replace, []

    def busy(self, target):
        if len(refused) < 3:
            refused.append(target)
            raise PermissionError(13, "The process cannot access the file because it is being used")
        return replace(self, target)

    monkeypatch.setattr(progress.Path, "replace", busy)
    progress.record([PASSED])
    assert len(refused) == 3
    assert progress.load()["2.1"]["passed"]


def test_a_folder_that_cannot_be_written_costs_nothing_but_memory(tiny_course):
    (tiny_course / "work").mkdir()
    (tiny_course / "work" / ".tbxlab").write_text("a file in the folder's place", encoding="utf-8")
    progress.record([PASSED])
    assert progress.load() == {}
    assert progress.labs() == {}


def test_two_programs_at_once_lose_nothing(file):
    """Each opens the file, changes it and replaces it 40 times while the other does the same."""
    code = (
        "from tbxlab.course import progress\nfrom tbxlab.grading.verdict import Verdict\n"
        "print('ready', flush=True)\ninput()\n"
        "for _ in range(40): progress.record([Verdict('2.1', 'wrong', 'no-evidence')])"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for each in both:
        assert each.stdout.readline() == "ready\n"
    for each in both:
        each.stdin.write("\n")
        each.stdin.close()
    for each in both:
        assert each.wait() == 0
        each.stdout.close()
    assert progress.load()["2.1"]["attempts"] == 80


def test_time_is_the_pauses_between_signs_of_life_without_the_breaks(file, clock):
    progress.record([BLANK])
    clock(120)
    progress.open_hint("2.1", 1)
    clock(progress.IDLE_SECONDS + 1)
    progress.record([WRONG])
    clock(60)
    progress.record([PASSED])
    assert progress.labs()["02_scalars"]["seconds"] == 180


def test_a_clock_that_runs_backwards_costs_no_time(file, clock):
    progress.record([WRONG])
    clock(-5000)
    progress.record([WRONG])
    clock(30)
    progress.record([WRONG])
    assert progress.labs()["02_scalars"].get("seconds", 0) == 30
