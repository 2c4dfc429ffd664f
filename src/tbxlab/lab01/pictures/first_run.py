"""The dashboards of the first page: one network trained twice, and a tour of TensorBoard's window."""

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.shared_runs import shared_run
from tbxlab.authoring.shots import Box, Shot

TWO = {"rate-0.3-001": "02_scalars/healthy-0", "rate-7-001": "02_scalars/rate-too-high-0"}

shared_run("00-two", "One network, two learning rates", runs=TWO)


@dashboard(
    "00-two", runs=TWO, tab="timeseries", shared="00-two", smoothing=0, tags="val/loss", height=700, card_width=690
)
def two(shot: Shot) -> Box:
    """The loss that falls, and the loss that jumps above where it began."""
    card = shot.card("val/loss")
    low, high = (shot.runs[name].scalars["val/loss"] for name in TWO)
    shot.mark(1, card.point(low.steps[50], low.values[50]), badge=(0, -40))
    peak = next(i for i in range(20, len(high)) if 1.3 < high.values[i] < 1.5)  # the highest ones are left out
    shot.mark(2, card.point(high.steps[peak], high.values[peak]), badge=(34, -10))
    return card.box


@dashboard(
    "00-tour",
    runs=TWO,
    tab="timeseries",
    shared="00-two",
    smoothing=0,
    tags="val/loss",
    width=816,
    height=588,
    sidebar=24,
    card_width=280,
    pane=True,
)
def tour(shot: Shot) -> Box:
    """The whole window: tabs, reload, the runs and their filter, the tags and their filter, a card, the settings."""
    shot.card("val/loss")
    shot.label(1, 'app-header :text-is("Time Series")', below=-4)
    shot.label(2, 'input[placeholder="Filter runs (regex)"]', right=-62)  # in the list of runs, whose filter it is
    shot.label(3, 'runs-data-table :text-is("rate-7-001")', below=16)
    shot.label(4, 'input[placeholder="Filter tags (regex)"]', right=-20)
    shot.label(5, "scalar-card tb-truncated-path", right=22)
    shot.label(6, ':text-is("Smoothing")', left=-92)
    shot.label(7, "app-header .refresh-icon", below=14)
    return Box(0, 0, 880, 612)
