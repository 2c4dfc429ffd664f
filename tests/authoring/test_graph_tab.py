"""Is the tab GRAPHS operated as a reader operates it, and never photographed while it moves?"""

import pytest

from tbxlab.authoring import dashboards, graph_tab
from tbxlab.authoring.chromium import NoChromiumError, browser
from tbxlab.authoring.graph_tab import Graph
from tbxlab.authoring.shots import CannotTake, Shot, box_of
from tbxlab.events import read_run

BOARD = dashboards.dashboards()["dashboards/04-lost-skip"]
MODEL, BLOCK = "LostSkip", "LostSkip/WithoutSkip[block]"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shot():
    """The tab as it opens, with one graph."""
    try:
        with browser() as chromium, dashboards.serving(BOARD) as (url, logdir):
            page = chromium.new_context(viewport={"width": 900, "height": 600}, reduced_motion="reduce").new_page()
            page.set_default_timeout(60_000)
            page.goto(BOARD.address(url))
            page.wait_for_load_state("networkidle")
            yield Shot(page, {name: read_run(logdir / name) for name, _ in BOARD.runs})
    except NoChromiumError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def opened(shot):
    """(what was drawn at first, what is drawn after two boxes were opened, the graph)."""
    graph = Graph(shot)
    before = graph.names
    graph.expand(MODEL, BLOCK)
    return before, graph.names, graph


def test_a_box_shows_what_is_in_it_once_it_is_opened(opened, shot):
    before, after, _ = opened
    assert sorted(before) == [MODEL, "input", "output"]
    logged = shot.runs["lost-skip-0"].graphs[0]
    operations = {name for name in logged.children(BLOCK) if not name.rpartition("/")[2].isdigit()}
    assert operations <= set(after)
    assert f"{BLOCK}/Conv2d[conv1]" in operations


def test_a_graph_larger_than_the_window_is_made_to_fit(opened, shot):
    *_, graph = opened
    scene = box_of(shot.page.locator(graph_tab.SCENE))
    assert graph.whole.bottom > scene.bottom
    graph.fit()
    assert graph.whole.bottom <= scene.bottom
    beside = graph.picture(margin=200)
    assert beside.bottom <= scene.bottom
    assert beside.right <= scene.right
    assert beside.left >= scene.left


def test_a_node_is_selected_and_let_go_also_after_the_graph_has_moved(opened, shot):
    *_, graph = opened
    selected = shot.page.locator("g.node.selected")
    graph.fit()
    graph.select(f"{BLOCK}/Conv2d[conv2]")
    assert selected.get_attribute("data-name") == f"{BLOCK}/Conv2d[conv2]"
    shot.page.locator('tf-node-info :text("4×16×8×8")').first.wait_for()
    graph.unselect()
    assert selected.count() == 0


def test_what_never_happens_is_said(opened, shot):
    *_, graph = opened
    with pytest.raises(CannotTake, match="does not do what it is told"):
        graph._until(lambda: None, lambda: False)
