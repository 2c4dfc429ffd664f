"""The dashboards of chapter 06: a search in HPARAMS, as a table and as lines; and two settings with five seeds each."""

from urllib.parse import urlencode

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.shared_runs import shared_run
from tbxlab.authoring.shots import Box, Shot, around, box_of

SEARCH = [f"06_chapter/trial-{number:02d}" for number in range(24)]
WINNER, LAST = "trial-19", "trial-02"
AGAIN = {
    f"width={width},seed={seed}": f"06_chapter/{rank}-{seed}"
    for width, rank in ((2, "first"), (32, "second"))
    for seed in range(1000, 1005)
}

shared_run("06-search", "A search of 24 trials", runs=SEARCH)
shared_run("06-again", "Two settings, five seeds each", runs=AGAIN)


@dashboard("06-table", runs=SEARCH, tab="hparams", shared="06-search", width=1140, height=1120)
def table(shot: Shot) -> Box:
    """The table of the search, best validation accuracy first: its top row is trial-19."""
    cell = shot.page.locator("vaadin-grid-cell-content:visible")
    cell.get_by_text("trial-00", exact=True).wait_for()
    for menu, wanted in (("Sort by", "val/accuracy"), ("Direction", "Descending")):
        shot.page.get_by_label(menu, exact=True).first.click()
        shot.page.locator("paper-item:visible").filter(has_text=wanted).first.click()
    shot.page.wait_for_function(FIRST_ROW, arg=[WINNER, LAST])
    rows = [box_of(cell.get_by_text(name, exact=True).first) for name in (WINNER, "trial-14")]
    header = {name: box_of(cell.get_by_text(name, exact=True).first) for name in ("seed", "val/accuracy")}
    shot.mark(1, (rows[0].left + 90, rows[0].top + rows[0].height / 2), badge=(0, 0))
    shot.mark(2, (header["seed"].left + 60, header["seed"].top + header["seed"].height / 2), badge=(0, 0))
    shot.mark(3, (header["val/accuracy"].left + 104, header["val/accuracy"].top + 10), badge=(0, 0))
    pane = shot.box("tf-hparams-query-pane")
    return Box(pane.right + 6, 66, 1140 - pane.right - 6, rows[1].bottom + 8 - 66)


# The grid draws anew after the answer has come: not before the winner is above the last one, if that is drawn at all.
FIRST_ROW = """
([winner, last]) => {
  const all = (node, found = []) => {
    for (const each of node.querySelectorAll("*")) {
      if (each.localName === "vaadin-grid-cell-content") found.push(each);
      if (each.shadowRoot) all(each.shadowRoot, found);
    }
    return found;
  };
  const rows = Object.fromEntries(all(document).filter(cell => cell.getBoundingClientRect().height).map(
    cell => [cell.textContent.trim(), cell.getBoundingClientRect().top]));
  return Object.entries(rows).every(([text, top]) =>
    !text.startsWith("trial-") || text === winner || rows[winner] < top);
}
"""


@dashboard("06-parallel", runs=SEARCH, tab="hparams", shared="06-search", width=580, height=860)
def parallel(shot: Shot) -> Box:
    """The same search as lines, lr and width on logarithmic axes."""
    shot.page.get_by_text("Parallel coordinates view").first.click()
    shot.page.locator("tf-hparams-parallel-coords-plot .axis-title").first.wait_for()
    for number in (0, 2):
        shot.page.get_by_text("Logarithmic").nth(number).click()
    plot = "tf-hparams-parallel-coords-plot"
    domains = shot.page.locator(f"{plot} .axis-parent path.domain")
    shot.page.locator(f"{plot} .tick text", has_text="1e-2").first.wait_for()
    lr, _seed, width, accuracy = (box_of(domains.nth(number)) for number in range(4))
    shot.mark(1, (lr.right, lr.bottom - 6), badge=(-30, -2))
    shot.mark(2, (accuracy.right, accuracy.top), badge=(26, 10))
    shot.mark(3, (width.right, width.bottom), badge=(-30, -4))
    titles = shot.page.locator(f"{plot} .axis-title")
    top, left = box_of(titles.first).top - 14, shot.box("tf-hparams-query-pane").right + 8
    return Box(left, top, 580 - left, accuracy.bottom + 20 - top)


@dashboard(
    "06-again",
    runs=AGAIN,
    tab="timeseries",
    shared="06-again",
    tags="val/accuracy",
    smoothing=0,
    width=900,
    height=720,
    sidebar=26,
    card_width=500,
)
def again(shot: Shot) -> Box:
    """The two best trials' settings with five new seeds each, colored by what the regular expression finds."""
    query = urlencode(
        {
            "runColorGroup": r"regex:(width=\d+)",
            "runFilter": "seed",
            "tagFilter": "val/accuracy",
            "forceSVG": "true",
            "smoothing": "0",
        }
    )
    shot.page.goto(f"{shot.page.url.split('?')[0]}?{query}#timeseries")
    shot.page.wait_for_load_state("networkidle")
    card = shot.card("val/accuracy")
    shot.mark(1, card.point(270, 0.74), badge=(-16, -44))
    shot.mark(2, card.point(270, 0.69), badge=(-16, 44))
    shot.label(3, "input[placeholder*='ilter runs']", right=-20)
    return around(Box(0, 76, 10, 10), card.box, margin=8)
