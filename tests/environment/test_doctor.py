"""The doctor as a command: one line each, a command for what is ill, and an exit code."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tbxlab.course import words
from tbxlab.environment import doctor
from tbxlab.environment.finding import ill, well

COMMAND = [sys.executable, "-c", "from tbxlab.cli import main; main()", "doctor"]


def run(environment):
    return subprocess.run(
        COMMAND, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_a_broken_environment_is_found_and_each_fault_has_one_command(tmp_path):
    """An old tensorboardX beside a new protobuf, which cannot be imported, and a runs/ that is a file."""
    old = tmp_path / "tensorboardX-2.6.dist-info"
    old.mkdir()
    (old / "METADATA").write_text("Metadata-Version: 2.1\nName: tensorboardX\nVersion: 2.6\n", encoding="utf-8")
    (tmp_path / "tensorboardX.py").write_text("raise TypeError('Descriptors cannot be created directly')\n")
    (tmp_path / "runs").write_text("", encoding="utf-8")
    answer = run({"PYTHONPATH": str(tmp_path), "TBXLAB_RUNS": str(tmp_path / "runs"), "PYTHONIOENCODING": "utf-8"})
    assert answer.returncode == 1, answer.stderr
    faults = [line for line in answer.stdout.splitlines() if line.startswith("✗")]
    assert len(faults) == 4, answer.stdout
    for fault, word in zip(faults, ["packages", "protobuf", "event files", "folders"], strict=True):
        assert word in fault
        assert fault.count("Try: ") == 1
    assert all(line[0] in "✓✗" for line in answer.stdout.splitlines())


def test_a_terminal_without_the_marks_gets_words():
    answer = run({"PYTHONIOENCODING": "ascii"})
    assert answer.stdout.isascii()
    assert "ok  Python 3." in answer.stdout


def test_a_folder_without_a_course_is_a_finding_not_a_traceback(tmp_path):
    answer = run({"TBXLAB_COURSE": str(tmp_path), "PYTHONIOENCODING": "utf-8"})
    assert answer.returncode == 1
    assert "course.toml" in answer.stdout
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "gbk", "ascii", None, "no-such-encoding"])
def test_marks_are_told_apart_and_can_be_written_in_the_terminals_encoding(encoding):
    marks = doctor.marks(encoding)
    assert marks == (("✓", "✗") if encoding in ("utf-8", "utf-16") else ("ok ", "NO "))
    known = encoding if encoding not in (None, "no-such-encoding") else "ascii"
    assert tuple(mark.encode(known).decode(known) for mark in marks) == marks


def test_a_good_line_has_no_command():
    assert doctor.line(well("python", version="3.12.1"), "utf-8") == "✓ Python 3.12.1"
    assert "Try: " in doctor.line(ill("setuptools-missing"), "utf-8")


def test_what_the_code_can_find_is_what_the_catalogue_has_words_for():
    """Every finding has its words and every ailment its one command; none is left over."""
    folder = Path(doctor.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    findings = set(re.findall(r'\b(?:well|ill)\("([a-z-]+)"', source))
    ailments = set(re.findall(r'\bill\("([a-z-]+)"', source))
    catalogue = {name.removeprefix("doctor-") for name in words.catalogue("en") if name.startswith("doctor-")}
    assert findings
    assert {f"{name}-fix" for name in ailments} | findings == catalogue
