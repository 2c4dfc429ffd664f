"""Are the pictures of dashboards those of the runs in the repository, marked where the pages say?"""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version

import numpy as np
import pytest
from PIL import Image

from tbxlab.authoring import dashboards, figures, marks, pictures, shared_runs, shots
from tbxlab.authoring.chromium import NoChromiumError, browser
from tbxlab.course import folders
from tbxlab.events import NoEvents, read_run

COLORFUL = ("images", "projector")
"""Tabs full of what was logged, pixel by pixel: no even areas that a PNG stores in a few bytes."""
ALWAYS_WHITE = ("projector", "mesh")
"""Tabs that TensorBoard draws on white in both themes."""
COMMITTED = dashboards.dashboards()
CHAPTERS = folders.root() / "chapters"
PAGES = {path: path.read_text(encoding="utf-8") for path in sorted(CHAPTERS.rglob("*.md"))}
CIRCLED = "①②③④⑤⑥⑦⑧⑨"
LIMIT = 60_000  # bytes of one picture


def of_all(holds: Callable[[str], None]) -> list[str]:
    """Ask of every picture whether it holds, and say of which it does not, and why."""
    assert COMMITTED
    found = []
    for key in COMMITTED:
        try:
            holds(key)
        except (AssertionError, LookupError, OSError, ValueError) as fault:
            found.append(f"{key}: {type(fault).__name__}: {fault}. Next: tbxlab figures {key}")
    return found


def minor(release: str) -> str:
    """Return what two patch releases have in common: "2.21.1" -> "2.21"."""
    return ".".join(release.split(".")[:2])


def shows_the_runs_that_are_in_the_repository(key):
    recorded = figures.recorded()[key]
    assert recorded["runs"] == figures.run_hashes(COMMITTED[key].sources), "other runs"
    assert minor(recorded["tensorboard"]) == minor(version("tensorboard")), "another TensorBoard"
    assert (recorded["drawn_by"], recorded["tab"]) == (COMMITTED[key].shown_by, COMMITTED[key].tab)


def test_does_each_picture_show_the_runs_that_are_in_the_repository():
    assert of_all(shows_the_runs_that_are_in_the_repository) == []


def test_does_a_patch_release_of_tensorboard_leave_the_pictures_and_a_minor_one_not():
    assert minor("2.21.0") == minor("2.21.7") == "2.21"
    assert minor("2.21.0") != minor("2.22.0")


def is_there_in_light_and_dark_and_small(key):
    recorded = figures.recorded()[key]
    for theme in dashboards.THEMES:
        path = COMMITTED[key].path(theme)
        assert path.stat().st_size <= (3 if COMMITTED[key].tab in COLORFUL else 1) * LIMIT
        assert [length // pictures.SCALE for length in pictures.read(path).size] == recorded["size"]
    light, dark = (np.asarray(pictures.read(COMMITTED[key].path(theme))).mean(axis=2) for theme in dashboards.THEMES)
    if COMMITTED[key].tab in ALWAYS_WHITE:
        assert min(light.mean(), dark.mean()) > 180
        return
    if COMMITTED[key].tab in ("images", "audio"):  # pictures and players have their own colors, the page the theme's
        themed = np.abs(light - dark) > 90
        assert themed.mean() > 0.1
        light, dark = light[themed], dark[themed]
    assert light.mean() > 180 > 90 > dark.mean()


def test_is_each_picture_there_in_light_and_dark_and_small():
    assert of_all(is_there_in_light_and_dark_and_small) == []


def test_is_every_picture_described():
    there = {path.name for path in dashboards.folder().iterdir()}
    assert there == {board.path(theme).name for board in COMMITTED.values() for theme in dashboards.THEMES}


def has_each_mark_where_it_is_recorded(key):
    recorded = figures.recorded()[key]
    for theme in dashboards.THEMES:
        pixels = np.asarray(pictures.read(COMMITTED[key].path(theme))).astype(int)
        for x, y in recorded["marks"].values():
            x, y, reach = (round(length * pictures.SCALE) for length in (x, y, marks.RING + marks.LINE))
            around = pixels[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach]
            assert (np.abs(around - marks.FILL).max(axis=2) < 30).sum() > 50


def test_is_each_mark_drawn_where_it_is_recorded():
    assert of_all(has_each_mark_where_it_is_recorded) == []


def shown_on(key: str) -> dict[str, str]:
    """Return the text of each page that shows the picture, by the page's name."""
    return {path.name: text for path, text in PAGES.items() if f"{key}." in text}


def is_shown_on_its_pages_which_say_what_is_seen(key):
    board, recorded = COMMITTED[key], figures.recorded()[key]
    width, height = recorded["size"]
    for text in shown_on(key).values():
        shown = re.findall(rf"!\[([^]]+)\]\([./]*figures/{key}\.(\w+)\.png#only-(\w+)\)\{{([^}}]*)\}}", text)
        assert [(one, other) for _, one, other, _ in shown] == [("light", "light"), ("dark", "dark")], board.name
        assert len({alt for alt, *_ in shown}) == 1
        assert all(CIRCLED[int(number) - 1] in shown[0][0] for number in recorded["marks"])
        for *_, attributes in shown:  # not fetched before it is scrolled to, in the other color scheme never
            assert attributes.split() == ["loading=lazy", f"width={width}", f"height={height}"]


def test_does_a_page_show_both_pictures_and_say_what_is_seen():
    assert of_all(is_shown_on_its_pages_which_say_what_is_seen) == []


def is_explained_in_its_chapter_which_opens_the_run(key):
    board, recorded = COMMITTED[key], figures.recorded()[key]
    (text,) = [text for name, text in shown_on(key).items() if name.startswith(board.name[:3])]
    after = text[text.rindex(f"{key}.dark.png") :]
    after = after[after.index("\n") :]
    assert all(CIRCLED[int(number) - 1] in after[:4000] for number in recorded["marks"])
    if board.shared:
        opened = [follows for _, name, follows in shared_runs.links(html.unescape(after)) if name == board.shared]
        # On older dashboards a filter of tags follows the tab: "#histograms&tagFilter=weights"
        assert any(re.search(rf"#{board.tab}(&|$)", follows) for follows in opened)
        runs = dict(shared_runs.shared_runs()[board.shared].runs)
        assert set(board.runs) <= set(runs.items()), "the same runs, by the same names"


def test_does_each_chapter_explain_the_marks_and_open_the_run():
    assert of_all(is_explained_in_its_chapter_which_opens_the_run) == []


# ---- taken anew


@pytest.fixture(scope="module")
def chromium():
    try:
        with browser() as started:
            yield started
    except NoChromiumError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module", params=["01-used-twice", "03-wakes", "03-distributions", "04-never-connected"])
def taken(request, chromium):
    """One dashboard of each kind of card taken anew, in the theme that is harder to compare."""
    board = COMMITTED[f"dashboards/{request.param}"]
    with dashboards.serving(board) as (url, logdir):
        return board, dashboards.take(board, chromium, "light", url, logdir)


@pytest.mark.browser
def test_is_a_picture_that_is_taken_anew_the_same(taken):
    board, fresh = taken
    committed = pictures.read(board.path("light"))
    entry, recorded = dashboards.record(board, fresh), figures.recorded()[board.key]
    assert dashboards.same_marks(entry.pop("marks"), recorded["marks"])
    assert minor(entry.pop("tensorboard")) == minor(recorded["tensorboard"])
    assert entry == {name: value for name, value in recorded.items() if name not in ("marks", "tensorboard")}
    assert pictures.difference(committed, fresh.picture) <= pictures.TOLERANCE
    assert not pictures.same(committed, pictures.read(board.path("dark")))


@pytest.mark.browser
def test_is_a_dashboard_that_shows_something_else_refused(chromium):
    board = COMMITTED["dashboards/01-used-twice"]
    outside = replace(board, show=lambda shot: shot.card("y").point(500, 99.0))
    unknown = replace(board, show=lambda shot: shot.box("["))
    with dashboards.serving(board) as (url, logdir):
        with pytest.raises(shots.CannotTake, match=r"\(500, 99\) is outside of the chart"):
            dashboards.take(outside, chromium, "dark", url, logdir)
        with pytest.raises(shots.CannotTake, match=r"01-used-twice: .*css selector"):
            dashboards.take(unknown, chromium, "dark", url, logdir)


# ---- without a browser


@pytest.fixture
def board(tmp_path, monkeypatch):
    """A dashboard in a course of its own, whose picture is what `taken` holds."""
    (tmp_path / "course.toml").touch()
    monkeypatch.setenv("TBXLAB_COURSE", str(tmp_path))
    return replace(COMMITTED["dashboards/01-used-twice"], name="90-test")


def a_picture(shift: int = 0, size: tuple[int, int] = (640, 320)) -> Image.Image:
    pixels = np.full((size[1], size[0], 3), 255, np.uint8)
    for x in range(size[0]):
        y = int(size[1] / 2 + 60 * np.sin(x / 60)) + shift
        pixels[y : y + 4, x] = 60, 70, 100
    return Image.fromarray(pixels)


def test_is_a_picture_written_again_only_where_a_reader_would_see_it(board, monkeypatch):
    now = [dashboards.Taken(a_picture(), (marks.Mark(1, 100, 80, 20, 20),))]
    monkeypatch.setattr(dashboards, "serving", lambda dashboard: dashboards.contextlib.nullcontext(("", None)))
    monkeypatch.setattr(dashboards, "take", lambda *arguments: now[0])
    assert dashboards.draw(board, None)
    written = board.path("light").read_bytes()
    assert not dashboards.draw(board, None)

    now[0] = dashboards.Taken(a_picture(shift=1), (marks.Mark(1, 101, 80, 20, 20),))
    assert not dashboards.draw(board, None), "another machine's font"
    assert board.path("light").read_bytes() == written
    assert figures.recorded()[board.key]["marks"] == {"1": [100, 80]}

    now[0] = dashboards.Taken(a_picture(shift=1), (marks.Mark(1, 120, 80, 20, 20),))
    assert dashboards.draw(board, None), "a mark has moved"
    now[0] = dashboards.Taken(a_picture(shift=20), (marks.Mark(1, 120, 80, 20, 20),))
    assert dashboards.draw(board, None), "the curve has moved"


def test_is_a_difference_that_a_reader_sees_noticed():
    assert pictures.difference(a_picture(), a_picture()) == 0
    assert pictures.same(a_picture(), a_picture(shift=1))
    assert not pictures.same(a_picture(), a_picture(shift=12))
    assert pictures.difference(a_picture(), a_picture(size=(640, 336))) == 1


@pytest.mark.parametrize("name", ["a dashboard", "noise"])
def test_does_writing_a_picture_leave_it_as_it_was(tmp_path, name):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    picture = a_picture() if name == "a dashboard" else Image.fromarray(noise)
    (tmp_path / "x.png").write_bytes(pictures.png(picture))
    apart = np.abs(np.asarray(pictures.read(tmp_path / "x.png")).astype(int) - np.asarray(picture))
    assert apart.mean() <= pictures.MEAN
    assert (apart > pictures.OFF).mean() <= 1e-3


def test_is_a_mark_a_ring_and_a_number_beside_it():
    drawn = np.asarray(marks.draw(Image.new("RGB", (200, 100), "black"), (marks.Mark(3, 30, 25, 40, 0),), scale=2))
    assert tuple(drawn[50, 60]) == (0, 0, 0), "the place itself stays to be seen"
    assert tuple(drawn[50, 60 + round(2 * (marks.RING + marks.LINE / 2))]) == marks.FILL
    badge = drawn[50 - 20 : 50 + 20, 140 - 20 : 140 + 20].reshape(-1, 3)
    assert (badge == marks.FILL).all(axis=1).sum() > 600
    assert (badge == marks.EDGE).all(axis=1).sum() > 30, "the number"
    assert not drawn[:, 180:].any()


@pytest.mark.parametrize("mark", [marks.Mark(1, 300, 10, 0, 0), marks.Mark(1, 95, 40, 20, 0)])
def test_is_a_mark_outside_of_its_picture_refused(mark):
    with pytest.raises(ValueError, match=r"mark 1: its (place|number)"):
        marks.draw(Image.new("RGB", (200, 100)), (mark,), scale=2)


@pytest.mark.parametrize(
    ("label", "number"),
    [("1,000", 1000), ("1.4k", 1400), ("−0.2", -0.2), ("1e-3", 1e-3), ("0", 0), ("2M", 2e6), ("500m", 0.5)],
)
def test_is_a_label_of_an_axis_read(label, number):
    assert shots.number_of(label) == pytest.approx(number)


def test_is_a_place_on_an_axis_found_by_its_labels():
    assert shots.place_on([("0", 100.2), ("1k", 200.0), ("2k", 299.8)], 1500) == pytest.approx(250, abs=0.5)
    with pytest.raises(shots.CannotTake, match="not linear"):
        shots.place_on([("1", 100), ("10", 200), ("100", 300)], 50)
    with pytest.raises(shots.CannotTake, match="too little"):
        shots.place_on([("1", 100)], 1)
    with pytest.raises(shots.CannotTake, match="no label"):
        shots.number_of("Jan 1")


def test_are_runs_laid_out_by_the_names_they_are_shown_by(tmp_path):
    runs = dashboards.layout({"one": "01_installing/first", "two": ["01_installing/complete", "01_installing/again"]})
    dashboards.lay_out(runs, tmp_path)
    assert len(read_run(tmp_path / "one").files) == 1
    both = read_run(tmp_path / "two")
    assert (len(both.files), len(both.scalars["y"]), both.is_reused) == (2, 1400, True)
    assert dashboards.layout(["01_installing/first"]) == (("first", ("01_installing/first",)),)
    with pytest.raises(NoEvents):
        dashboards.lay_out(dashboards.layout(["01_installing/nobody"]), tmp_path / "other")


def test_is_a_name_taken_once(monkeypatch):
    monkeypatch.setattr(dashboards, "_dashboards", {})
    register = dashboards.dashboard("90-test", runs=[], tab="")
    register(a_picture)
    register(a_picture)  # a module that is imported again
    with pytest.raises(ValueError, match="90-test is shown by both"):
        register(test_is_a_name_taken_once)


def test_does_an_address_hold_the_tab_and_the_filter():
    board = replace(COMMITTED["dashboards/01-first"], tags="loss$", smoothing=0.6)
    assert board.address("http://x/") == "http://x/?forceSVG=true&smoothing=0.6&tagFilter=loss%24#timeseries"
    assert (
        replace(board, tab="scalars").address("http://x/") == "http://x/#scalars&_smoothingWeight=0.6&tagFilter=loss%24"
    )
    assert replace(board, tab="").address("http://x/") == "http://x/"
