"""Do `progress` and `next` say where the learner is and where to go on?"""

import json

import pytest
from typer.testing import CliRunner

from tbxlab import cli
from tbxlab.cli import way
from tbxlab.course import progress
from tbxlab.environment import jupyter_servers
from tbxlab.grading.verdict import Verdict


def run(*arguments):
    return CliRunner().invoke(cli.app, arguments)


@pytest.fixture
def opened(monkeypatch):
    """What the browser was asked to open."""
    found = []
    monkeypatch.setattr(way.webbrowser, "open", found.append)
    return found


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(jupyter_servers, "address_of", lambda path: f"http://127.0.0.1/lab/tree/{path.name}?token=t")


def test_progress_shows_labs_points_and_the_way_on(tiny_course):
    out = run("progress").output
    for words in ("I Seeing", "02 Scalars", "0/1", "0/2", "tbxlab next", "exercise 2.1"):
        assert words in out
    progress.record([Verdict("2.1", "passed")])
    out = run("progress").output
    assert "2/2" in out
    assert "Best" not in out
    assert "Every exercise of the course is right" in out


def test_progress_as_json(tiny_course):
    progress.record([Verdict("2.1", "passed")])
    found = json.loads(run("progress", "--json").stdout)
    assert (found["schema"], found["next"]) == (1, None)
    (lab,) = found["labs"]
    assert lab == {"name": "02_scalars", "points": 2, "of": 2, "best": 2, "right": 1, "exercises": 1, "seconds": 0}


def test_next_says_the_notebook_and_how_to_begin_where_no_server_runs(tiny_course, opened, monkeypatch):
    monkeypatch.setattr(jupyter_servers, "address_of", lambda path: None)
    done = run("next")
    assert done.exit_code == 0
    for words in ("Exercise 2.1", "02_scalars.ipynb", "tbxlab learn", "tbxlab check 02 --watch"):
        assert words in done.output
    assert run("next", "--open").exit_code == 1, "there was nothing to open"
    assert opened == []


def test_next_opens_the_notebook_in_a_server_that_runs(tiny_course, opened, server):
    assert "?token=t" in run("next").output
    assert opened == []
    assert run("next", "--open").exit_code == 0
    assert opened == ["http://127.0.0.1/lab/tree/02_scalars.ipynb?token=t"]


def test_next_says_so_where_everything_is_done(tiny_course):
    progress.record([Verdict("2.1", "passed")])
    assert "Every exercise" in run("next").output


def test_progress_shows_the_mark_of_the_last_verdict_and_says_what_best_is(tiny_course):
    progress.record([Verdict("2.1", "passed")])
    progress.record([Verdict("2.1", "wrong", "no-evidence")])
    out = run("progress").output
    assert "0/2" in out
    assert "Best: with every exercise that was right at some time" in out
    assert "exercise 2.1" in out, "the way leads to what is not right now"
    (lab,) = json.loads(run("progress", "--json").stdout)["labs"]
    assert (lab["points"], lab["best"]) == (0, 2)


@pytest.mark.parametrize("what", ["02", "2.1"])
def test_what_was_reset_has_no_points_until_it_is_right_again(tiny_course, what):
    from tbxlab.course import manifest
    from tbxlab.notebooks import build, copies

    lab = manifest.load().lab("02")
    copies.path_of(lab).write_bytes(build.solution_path(lab).read_bytes())
    progress.record([Verdict("2.1", "passed")])
    assert run("reset", what).exit_code == 0
    assert not progress.load()["2.1"]["now"]
    assert "0/2" in run("progress").output
