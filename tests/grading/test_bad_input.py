"""Is any notebook that comes in judged, with nothing lost and nobody blamed for what is not theirs?"""

import errno
import shutil
from types import SimpleNamespace

import nbformat
import pytest

from tbxlab.grading import core, evidence
from tbxlab.grading.case import Case
from tbxlab.grading.judge import judge
from tbxlab.grading.result import Cell, verdict_on
from tbxlab.grading.verdict import Verdict
from tbxlab.notebooks import make, reset
from tbxlab.notebooks.read import BadNotebook, read_submission

NOISE = """\
import os, sys, warnings
sys.stderr.write('a warning\\n' * 1000)
warnings.warn('old')
print('x' * 50_000_000)
os.write(1, b'y' * 1_000_000)
"""


def test_much_that_is_odd_and_harmless_at_once_still_earns_the_points(lab, given, solve, tmp_path):
    """An old format, a kernel nobody has, Chinese characters and spaces, a read-only file, and 50 MB of output."""
    folder = tmp_path / "我的 作业"
    folder.mkdir()
    path = folder / "实验 二.ipynb"
    mine = solve(given, before=NOISE)
    mine.metadata["kernelspec"] = {"name": "conda-env-gone", "display_name": "gone", "language": "python"}
    nbformat.write(nbformat.v4.downgrade(mine), path, version=nbformat.NO_CONVERT)
    path.chmod(0o444)
    before = path.read_bytes()
    assert judge(path, lab).full
    assert path.read_bytes() == before
    assert list(folder.iterdir()) == [path]


def test_a_disk_that_refuses_is_told_and_no_answer_is_blamed(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.touch()

    # A frame of the course's own: what stands in this file would count as the learner's.
    source = "def drive(answer, case, kept):\n    kept.path = file / 'below a file'\n    kept.note(step=3)"
    exec(compile(source, core.__file__, "exec"), names := {"file": file})
    part = SimpleNamespace(case=lambda seed: Case(None, None), drive=names["drive"])
    monkeypatch.setattr(core, "check_of", lambda exercise_id: part)
    core.drive("2.1", lambda *args: None, 0, tmp_path / "2.1")
    assert core.verify("2.1", 0, tmp_path / "2.1").message_id == "machine"


def test_a_notebook_on_a_full_disk_gets_one_message_and_no_traceback(lab, monkeypatch):
    def full(self):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(evidence.Evidence, "__init__", lambda self, path: full(self))
    monkeypatch.delenv(core.EVIDENCE, raising=False)
    with pytest.raises(core.CheckFailed, match="No space left") as failed:
        core.check("2.1", lambda *args: None)
    assert failed.value.verdict.message_id == "machine"


@pytest.mark.parametrize(
    "status",
    [
        "",
        "{",
        "[]",
        "7",
        '{"outcome": "splendid"}',
        '{"outcome": "wrong", "message_id": "no-such"}',
        '{"outcome": "wrong", "message_id": "steps-repeat"}',
        '{"outcome": "passed", "points": 100}',
        '{"outcome": "passed", "params": 3, "message_id": "raised"}',
    ],
)
def test_a_status_that_is_cut_or_forged_is_no_evidence(tmp_path, status):
    (tmp_path / core.STATUS).write_text(status, encoding="utf-8")
    assert core.verify("2.1", 0, tmp_path).message_id == "no-evidence"


def test_evidence_that_no_check_can_read_earns_nothing_and_breaks_nothing(tmp_path, monkeypatch):
    part = SimpleNamespace(case=lambda seed: None, verify=lambda kept, case: kept.answers["step"])
    monkeypatch.setattr(core, "check_of", lambda exercise_id: part)
    (tmp_path / core.STATUS).write_text('{"outcome": "passed"}', encoding="utf-8")
    for answers in ("{", "{}", "[]"):
        (tmp_path / evidence.ANSWERS).write_text(answers, encoding="utf-8")
        assert core.verify("2.1", 0, tmp_path).message_id == "evidence-unreadable"


def test_a_check_that_left_nothing_says_which_cell_is_why(lab, tmp_path):
    exercise = lab.exercise("2.1")
    cells = [Cell("ex-2-1", "passed", 0, ""), Cell("check-2-1", "failed", 0, "✗ 2.1 no room (tbxlab hint 2.1)")]
    verdict = verdict_on(exercise, 1, tmp_path, cells)
    assert "✗" not in verdict.words
    assert "no room" in verdict.words
    assert verdict_on(exercise, 1, tmp_path, cells[:1]) == Verdict("2.1", "wrong", "no-evidence")


def test_one_exercise_is_put_back_and_the_rest_stays(lab, given, solve, tmp_path):
    path = tmp_path / "mine.ipynb"
    mine = solve(given)
    mine.cells[0].source = "my own words"
    make.write(mine, path)
    kept = reset.reset_exercise(lab, lab.exercise("2.1"), path).kept
    assert kept.name == "mine.mine-1.ipynb"
    assert "writer.add_scalar" in kept.read_text(encoding="utf-8")
    now = make.read(path)
    assert now.cells[0].source == "my own words"
    assert next(cell for cell in now.cells if cell.id == "ex-2-1").source.endswith("raise NotImplementedError")


def test_an_exercise_that_is_not_there_cannot_be_put_back(lab, given, tmp_path):
    path = tmp_path / "mine.ipynb"
    given.cells = [cell for cell in given.cells if cell.id != "ex-2-1"]
    make.write(given, path)
    with pytest.raises(BadNotebook, match=r"no cell of exercise 2\.1"):
        reset.reset_exercise(lab, lab.exercise("2.1"), path)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.ipynb"]


@pytest.mark.parametrize("what", ["copy", "write"])
def test_a_folder_that_cannot_be_written_or_a_full_disk_loses_nothing_when_a_lab_is_put_back(
    lab, given, solve, tmp_path, monkeypatch, what
):
    path = tmp_path / "mine.ipynb"
    make.write(solve(given), path)
    before = path.read_bytes()

    def refuse(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*{"copy": (shutil, "copy2", refuse), "write": (type(path), "write_text", refuse)}[what])
    for put_back in (lambda: reset.reset(lab, path), lambda: reset.reset_exercise(lab, lab.exercise("2.1"), path)):
        with pytest.raises(OSError, match="No space left"):
            put_back()
        assert path.read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_a_notebook_that_was_deleted_comes_back(lab, tmp_path):
    path = tmp_path / "mine.ipynb"
    assert reset.reset(lab, path).kept is None
    assert read_submission(path).cells
