"""Is any notebook that comes in judged, or refused in words, with nothing lost?"""

import json
import shutil
import threading

import nbformat
import pytest

from tbxlab import manifest
from tbxlab.authoring import build, notebooks
from tbxlab.checks import evidence
from tbxlab.grading.judge import judge
from tbxlab.grading.read import BadNotebook, read_submission

RIGHT = "    writer.add_scalar('train/loss', loss, epoch * batches_per_epoch + batch)"


@pytest.fixture
def lab(tiny_course):
    return manifest.load().lab("02")


def solved(lab, before="", body=RIGHT):
    """Write a right answer into the lab, with ``before`` in front of it; return the notebook's path."""
    path = build.lab_path(lab)
    notebook = notebooks.read(path)
    for cell in notebook.cells:
        if cell.id == "ex-2-1":
            cell.source = cell.source.replace("    raise NotImplementedError", body)
            cell.source = cell.source.replace("def log_loss", before + "\ndef log_loss")
    notebooks.write(notebook, path)
    return path


def only(report):
    return report.results[0].verdict


def test_one_notebook_with_much_that_is_odd_and_harmless_gets_its_points(lab):
    noise = ("import sys\nsys.stderr.write('a warning\\n' * 1000)\nimport warnings\nwarnings.warn('old')\n"
             "print('x' * 50_000_000)\n")
    assert judge(solved(lab, noise), lab).full


def test_a_loop_without_end_costs_its_own_cell_only(lab, tiny_course):
    path = tiny_course / "course.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("seconds = 60", "seconds = 5"), encoding="utf-8")
    outcome = judge(solved(lab, body="    while True: pass"), manifest.load().lab("02"))
    assert "no-evidence" in only(outcome).message_id or "Timeout" in only(outcome).words
    assert outcome.cells[-1].outcome == "passed", "the cells behind it are judged"


def test_a_cell_that_asks_for_input_is_said(lab):
    assert "input" in only(judge(solved(lab, "input('your name?')"), lab)).words


def test_an_old_notebook_format_is_judged(lab, tmp_path):
    path = solved(lab)
    old = tmp_path / "old.ipynb"
    nbformat.write(nbformat.v4.downgrade(notebooks.read(path)), old, version=nbformat.NO_CONVERT)
    assert json.loads(old.read_text(encoding="utf-8"))["nbformat"] == 3
    assert judge(old, lab).full


def test_a_folder_with_chinese_characters_and_spaces_is_no_obstacle(lab, tmp_path):
    folder = tmp_path / "我的 作业"
    folder.mkdir()
    path = folder / "实验 二.ipynb"
    shutil.copy(solved(lab), path)
    assert judge(path, lab).full


def test_two_checks_at_the_same_time_do_not_meet(lab):
    path = solved(lab)
    outcomes = []
    threads = [threading.Thread(target=lambda: outcomes.append(judge(path, lab).full)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [True, True]


def test_the_submission_itself_is_never_written(lab):
    path = solved(lab)
    path.chmod(0o444)
    before = path.read_bytes()
    judge(path, lab)
    assert path.read_bytes() == before


def test_bytes_that_are_no_text_are_refused_in_words(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadNotebook, match="cannot be read"):
        read_submission(path)


def test_a_folder_in_a_notebooks_place_is_refused_in_words(tmp_path):
    with pytest.raises(BadNotebook, match="cannot be read"):
        read_submission(tmp_path)


def test_a_disk_that_refuses_is_told_and_no_answer_is_blamed(tmp_path, monkeypatch):
    from tbxlab.checks import core

    file = tmp_path / "file"
    file.touch()
    monkeypatch.setattr(evidence.Evidence, "logdir", lambda self, run=".": file / "below a file")
    core.drive("2.1", lambda *args: None, 0, tmp_path / "2.1")
    assert core.verify("2.1", 0, tmp_path / "2.1").message_id == "machine"
