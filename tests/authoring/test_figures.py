"""Do the chapters' figures show the runs that are in the repository?"""

import re

import pytest

from tbxlab.authoring import dashboards, figures, reference_runs
from tbxlab.authoring.canvas import THEMES
from tbxlab.course import folders

COMMITTED = figures.drawings()


def falling(writer, seed):
    """One tag."""
    for step in range(50):
        writer.add_scalar("train/loss", 1 / (step + 1 + seed), step)


def draw_loss(canvas, runs):
    axes = canvas.axes()
    canvas.line(axes, runs["90_test/falling"].scalars["train/loss"], "blue", "train/loss", smoothing=0.6)
    canvas.mark(axes, 10)
    axes.legend()


@pytest.fixture
def drawing(tmp_path, monkeypatch):
    """A figure of a run, in a course of their own."""
    (tmp_path / "course.toml").touch()
    monkeypatch.setenv("TBXLAB_COURSE", str(tmp_path))
    monkeypatch.setattr(folders, "ROOMS", tmp_path)
    make_run(falling)
    return figures.Drawing("90-falling", draw_loss, ("90_test/falling",), (7.2, 3.0))


def make_run(maker):
    reference_runs.make(reference_runs.Recipe("90_test/falling", maker, 0, 0.25, 1e-3, 1e-5))


def next_commands(names):
    return [f"Next: tbxlab figures {name}" for name in names]


def test_does_each_figure_show_the_run_that_is_in_the_repository():
    recorded = figures.recorded()
    others = [
        name for name in COMMITTED if recorded.get(name, {}).get("runs") != figures.run_hashes(COMMITTED[name].runs)
    ]
    assert COMMITTED
    assert next_commands(others) == []


@pytest.mark.parametrize("theme", THEMES)
def test_is_each_figure_what_its_function_draws(theme):
    others = [
        name
        for name, drawing in COMMITTED.items()
        if not figures.same_picture(
            figures.svg_path(drawing, theme).read_text(encoding="utf-8"), figures.svg(drawing, theme)
        )
    ]
    assert next_commands(others) == []


def test_has_every_committed_figure_a_function():
    drawn = {figures.svg_path(drawing, theme).name for drawing in COMMITTED.values() for theme in THEMES}
    assert {path.name for path in figures.figures_dir().glob("*.*.svg")} == drawn
    assert set(figures.recorded()) == set(COMMITTED) | set(dashboards.dashboards())


def test_is_each_figure_small():
    sizes = {
        path.name: path.stat().st_size
        for drawing in COMMITTED.values()
        for path in (figures.svg_path(drawing, theme) for theme in THEMES)
    }
    assert {name: size for name, size in sizes.items() if size >= 120_000} == {}


def test_do_the_same_runs_give_the_same_bytes(drawing):
    assert figures.svg(drawing, "light") == figures.svg(drawing, "light")
    assert figures.svg(drawing, "light") != figures.svg(drawing, "dark")


def test_is_no_date_written(drawing):
    assert not re.search(r"<metadata>|\d{4}-\d{2}-\d{2}", figures.svg(drawing, "light"))


def test_is_a_figure_drawn_again_only_where_its_run_changed(drawing):
    assert figures.draw(drawing)
    assert not figures.draw(drawing)
    recorded = figures.recorded()["90-falling"]["runs"]
    make_run(lambda writer, seed: writer.add_scalar("train/loss", 1.0, 0))
    assert recorded != figures.run_hashes(drawing.runs)
    assert figures.draw(drawing)
    assert figures.recorded()["90-falling"]["runs"] == figures.run_hashes(drawing.runs)


def test_are_pictures_compared_but_for_rounding():
    assert figures.same_picture('<path d="M 1.50 2"/>', '<path d="M 1.52 2"/>')
    assert not figures.same_picture('<path d="M 1.50 2"/>', '<path d="M 1.9 2"/>')
    assert not figures.same_picture('<path d="M 1.50 2"/>', '<path d="L 1.50 2"/>')
