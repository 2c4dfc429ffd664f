"""Does TensorBoard untick all runs beyond 40, and tick them again, as Troubleshooting has it?"""

import pytest
from tensorboardX import SummaryWriter

from tbxlab import board
from tbxlab.authoring.chromium import NoChromiumError, browser

pytestmark = pytest.mark.browser
OPTIONS = ("--load_fast=false", "--reload_interval=0", "--reload_task=blocking")
PATIENCE_MS = 120_000


@pytest.fixture(scope="module")
def chromium():
    try:
        with browser() as started:
            yield started
    except NoChromiumError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module", params=[40, 41])
def runs(request, tmp_path_factory):
    """TensorBoard on so many runs; gives their number and the address."""
    folder = tmp_path_factory.mktemp("logs")
    for number in range(request.param):
        with SummaryWriter(str(folder / f"run-{number:02d}")) as writer:
            for step in range(3):
                writer.add_scalar("y", number * step, step)
            writer.add_histogram("h", [0.0, 1.0], 0)
    with board.serve(folder, options=OPTIONS) as url:
        yield request.param, url


def opened(chromium, address):
    page = chromium.new_context(viewport={"width": 1200, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    return page


@pytest.mark.parametrize("tab", ["scalars", "histograms"])
def test_an_older_tab_unticks_all_beyond_forty_and_a_filter_ticks_what_is_left(chromium, runs, tab):
    count, url = runs
    page = opened(chromium, f"{url}#{tab}")
    boxes = page.locator("tf-multi-checkbox paper-checkbox")
    boxes.nth(count - 1).wait_for(state="attached")
    ticked = page.locator("tf-multi-checkbox paper-checkbox[checked]")
    if count <= 40:
        ticked.nth(count - 1).wait_for(state="attached")
        return
    assert ticked.count() == 0
    page.locator("tf-multi-checkbox input").first.fill("run-07")
    ticked.first.wait_for(state="attached")
    assert (ticked.count(), boxes.count()) == (1, 1)
    page.locator("tf-multi-checkbox input").first.fill("")
    boxes.nth(count - 1).wait_for(state="attached")
    page.get_by_text("Toggle All Runs").click()
    ticked.nth(count - 1).wait_for(state="attached")


def test_time_series_ticks_all(chromium, runs):
    count, url = runs
    page = opened(chromium, f"{url}?forceSVG=true&tagFilter=y#timeseries")
    page.locator("runs-data-table mat-checkbox").nth(count).wait_for(state="attached")  # one for each, one for all
    assert page.locator("runs-data-table mat-checkbox input:checked").count() == count + 1
    page.locator("scalar-card line-chart path[d]").first.wait_for(state="attached")
