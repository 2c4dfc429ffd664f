"""Is a saved answer judged again, from its evidence, without running the notebook again?"""

import pytest

from tbxlab.grading.judge import judge
from tbxlab.notebooks.read import BadNotebook
from tbxlab.watch import cells as watch_cells
from tbxlab.watch import session as watch_session
from tbxlab.watch.kernel import Canceled


def verdict(look):
    return look.report.results[0].verdict


def test_the_first_look_runs_all_of_it(session, notebook):
    notebook.save()
    seen = []
    look = session.look(progress=lambda done, total: seen.append((done, total)))
    assert verdict(look).passed
    assert look.whole
    assert look.judged == ("2.1",)
    assert seen == [(number, 4) for number in range(4)]


def test_a_save_runs_the_changed_cell_and_its_check(session, notebook):
    notebook.save()
    session.look()
    notebook.save("writer.add_scalar('train/loss', loss, epoch * batch)")
    look = session.look()
    assert (look.ran, look.whole, look.judged) == (2, False, ("2.1",))
    assert verdict(look).message_id == "steps-repeat"


def test_a_save_without_a_change_runs_nothing_and_keeps_the_verdict(session, notebook):
    notebook.save()
    session.look()
    notebook.save()
    look = session.look()
    assert (look.ran, look.judged) == (0, ())
    assert verdict(look).passed


def test_a_helper_is_added_changed_and_taken_away(session, notebook):
    body = "writer.add_scalar('train/loss', loss, start(epoch, batches_per_epoch) + batch)"
    notebook.save(body, added=["def start(e, n): return e * n"])
    assert verdict(session.look()).passed
    notebook.save(body, added=["def start(e, n): return e"])
    assert verdict(session.look()).message_id == "steps-repeat"
    notebook.save(body)
    assert "'start' is not defined" in verdict(session.look()).words


def test_a_renamed_answer_does_not_pass_for_the_one_that_was_there(session, notebook):
    notebook.save()
    assert verdict(session.look()).passed
    notebook.save(source="# Exercise 2.1\ndef log_los(*all): pass")
    assert "'log_loss' is not defined" in verdict(session.look()).words


def test_an_answer_that_does_not_compile_is_said_each_time(session, notebook):
    for wrong in ("(", "(("):
        notebook.save(source=f"# Exercise 2.1\nlog_loss = {wrong}")
        assert "SyntaxError" in verdict(session.look()).words


def test_no_verdict_is_earned_by_saying_so(session, notebook):
    notebook.save(
        "pass", added=["import tbxlab.grading.core as core\ncore.verify = lambda *a: core.Verdict('2.1', 'passed')"]
    )
    assert not verdict(session.look()).passed


def test_a_dead_kernel_is_told_at_once_and_the_next_look_starts_another(session, notebook):
    notebook.save("import os; os._exit(1)")
    look = session.look()
    assert "died" in look.lost
    assert "died" in verdict(look).words
    again = session.look()
    assert (again.lost, again.judged) == ("", ("2.1",))
    assert "died" in verdict(again).words, "what killed it does not run again by itself"
    notebook.save()
    look = session.look()
    assert verdict(look).passed
    assert look.ran == 2


def test_a_loop_that_was_given_up_gets_another_chance_when_it_changes(session, notebook, lab, monkeypatch):
    monkeypatch.setattr(session, "lab", type(lab)(**{**vars(lab), "seconds": 1}))
    notebook.save("while True: pass")
    assert "1 s" in verdict(session.look()).words
    monkeypatch.undo()
    notebook.save()
    assert verdict(session.look()).passed


def test_a_look_that_is_canceled_leaves_its_work_to_the_next(session, notebook):
    notebook.save("import time; time.sleep(600)")
    calls = iter(range(1000))
    with pytest.raises(Canceled):
        session.look(canceled=lambda: next(calls) > 3)
    notebook.save()
    assert verdict(session.look()).passed


def test_a_long_cell_of_the_course_does_not_run_again_and_that_is_said(session, notebook, monkeypatch):
    monkeypatch.setattr(watch_cells, "SHORT_SECONDS", -1)
    notebook.save(added=["new_run = lambda name: name"])
    look = session.look()
    assert [cell.source for cell in look.stale] == ['print(new_run("2.1"))']
    monkeypatch.undo()
    notebook.save()
    assert [cell.source for cell in session.look().stale] == []


def test_a_name_that_only_a_later_cell_has_is_told(session, notebook):
    notebook.save(
        "writer.add_scalar('train/loss', loss, later(epoch, batches_per_epoch, batch))",
        behind=["def later(e, n, b): return e * n + b"],
    )
    assert session.look().below == {"2.1": ["later"]}


def test_a_notebook_that_is_broken_for_longer_than_a_save_takes_is_told(session, notebook, monkeypatch):
    monkeypatch.setattr(watch_session, "SETTLE_SECONDS", 0.1)
    notebook.path.write_text('{"cells": [', encoding="utf-8")
    with pytest.raises(BadNotebook, match="isn't a notebook"):
        session.look()
    notebook.save()
    assert verdict(session.look()).passed


def test_it_judges_as_the_full_check_does(session, notebook, lab):
    notebook.save("writer.add_scalar('train/loss', loss, epoch * batches_per_epoch)")
    quick = session.look()
    full = judge(notebook.path, lab)
    assert [each.verdict for each in quick.report.results] == [each.verdict for each in full.results]
    assert quick.report.results[0].verdict.message_id == "steps-repeat"
