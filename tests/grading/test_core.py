"""Does ``check`` pass, fail and stay silent as it should, in the kernel and outside?"""

import json

import pytest

import tbxlab
from tbxlab.course import manifest, progress
from tbxlab.grading import core

TITLE = "One point for every optimizer step"


def right(writer, loss, epoch, batch, batches_per_epoch):
    writer.add_scalar("train/loss", loss, epoch * batches_per_epoch + batch)


def wrong(writer, loss, epoch, batch, batches_per_epoch):
    print("look at me")
    writer.add_scalar("train/loss", loss, epoch * batch + batch)


@pytest.fixture(autouse=True)
def _own_memory(tmp_path, monkeypatch):
    monkeypatch.setenv("TBXLAB_PROGRESS", str(tmp_path))


def test_a_right_answer_prints_one_line_that_never_changes(capsys):
    tbxlab.check("2.1", right)
    assert capsys.readouterr().out == f"✓ 2.1 {TITLE}\nNext: 2.2 {manifest.load().exercise('2.2').title}\n"


def test_a_starter_prints_that_it_was_not_attempted_and_raises_nothing(capsys):
    tbxlab.check("2.1", ...)
    assert capsys.readouterr().out == f"○ 2.1 {TITLE}: not attempted yet\n"
    assert progress.load() == {}


def test_a_wrong_answer_raises_one_message_without_a_traceback():
    with pytest.raises(core.CheckFailed) as failed:
        tbxlab.check("2.1", wrong)
    lines = failed.value._render_traceback_()
    assert lines[0].startswith("✗ 2.1 train/loss: steps repeat")
    assert lines[0].endswith("(tbxlab hint 2.1)")
    assert lines[1:] == ["Your code printed:", "look at me\n" * lines[2].count("\n")]
    assert progress.load()["2.1"] == {"attempts": 1, "passed": False, "now": False}


def test_the_evidence_is_left_where_the_environment_says_and_verifies_again(tmp_path, monkeypatch):
    monkeypatch.setenv(core.EVIDENCE, str(tmp_path / "evidence"))
    monkeypatch.setenv(core.SEED, "7")
    tbxlab.check("2.1", right)
    assert core.verify("2.1", 7, tmp_path / "evidence" / "2.1").passed
    assert progress.load() == {}, "a judged notebook is counted by the judge, not by its kernel"


def test_evidence_of_another_seed_is_not_accepted(tmp_path):
    verdicts = set()
    core.drive("2.1", right, 0, tmp_path)
    for seed in range(1, 6):
        verdicts.add(core.verify("2.1", seed, tmp_path).passed)
    assert False in verdicts


def test_a_status_alone_earns_nothing(tmp_path):
    status = {"outcome": "passed", "message_id": "", "params": {}, "printed": ""}
    (tmp_path / core.STATUS).write_text(json.dumps(status), encoding="utf-8")
    assert core.verify("2.1", 0, tmp_path).message_id == "no-run"


def test_no_evidence_earns_nothing(tmp_path):
    assert core.verify("2.1", 0, tmp_path / "nothing").message_id == "no-evidence"


def test_an_answer_that_cannot_be_called_is_said_to_be_unusable(tmp_path):
    core.drive("2.1", 3, 0, tmp_path)
    verdict = core.verify("2.1", 0, tmp_path)
    assert verdict.message_id == "unusable"
    assert "'int' object is not callable" in verdict.words


def test_old_evidence_does_not_help_a_new_answer(tmp_path):
    core.drive("2.1", right, 0, tmp_path)
    core.drive("2.1", lambda *args: None, 0, tmp_path)
    assert not core.verify("2.1", 0, tmp_path).passed


def test_a_case_is_the_same_in_every_process():
    for lab in tbxlab.grading.core.manifest.load().labs:
        for exercise in lab.exercises:
            part = core.check_of(exercise.id)
            assert repr(part.case(3)) == repr(part.case(3)), exercise.id


def test_under_nbgrader_a_starter_raises_since_a_silent_cell_gets_full_marks_there(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(core.CheckFailed, match="not attempted yet"):
        tbxlab.check("2.1", ...)
    tbxlab.check("2.1", right)


def test_brackets_nested_too_deeply_in_the_status_earn_nothing_and_raise_nothing(tmp_path):
    core.drive("2.1", right, 0, tmp_path)
    (tmp_path / core.STATUS).write_text("[" * 100_000, encoding="utf-8")
    assert core.verify("2.1", 0, tmp_path).message_id == "no-evidence"


def test_brackets_nested_too_deeply_in_the_answers_earn_nothing_and_raise_nothing(tmp_path):
    core.drive("2.1", right, 0, tmp_path)
    (tmp_path / "answers.json").write_text("[" * 100_000, encoding="utf-8")
    assert core.verify("2.1", 0, tmp_path).outcome in ("passed", "raised")


def test_a_flood_of_evidence_is_refused_before_it_is_read(tmp_path, monkeypatch):
    core.drive("2.1", right, 0, tmp_path)
    monkeypatch.setattr(core, "MOST_BYTES", 100)
    verdict = core.verify("2.1", 0, tmp_path)
    assert verdict.message_id == "evidence-too-large"
    monkeypatch.undo()
    monkeypatch.setattr(core, "MOST_FILES", 1)
    assert core.verify("2.1", 0, tmp_path).message_id == "evidence-too-large"


def test_what_a_learners_code_says_does_not_steer_a_terminal():
    def colored(*_):
        print("\x1b[2J\x1b]0;title\x07")
        raise ValueError("\x1b[31mred\u202e")

    with pytest.raises(core.CheckFailed) as failed:
        tbxlab.check("2.1", colored)
    text = "\n".join(failed.value._render_traceback_())
    assert "\\x1b[31mred" in text
    assert not {"\x1b", "\x07", "\u202e"} & set(text + failed.value.verdict.words)
