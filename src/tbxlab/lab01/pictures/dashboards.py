"""The dashboards of chapter 01: a first run, a directory that was used twice, and the page that shows nothing."""

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.shared_runs import shared_run
from tbxlab.authoring.shots import Box, Shot, around

COMPLETE, AGAIN = "01_installing/complete", "01_installing/again"

shared_run("01-first", "Your first run", runs=["01_installing/first"])
shared_run("01-used-twice", "One directory, twice", runs={"used-twice": [COMPLETE, AGAIN]})


@dashboard(
    "01-first",
    runs=["01_installing/first"],
    tab="timeseries",
    shared="01-first",
    smoothing=0,
    width=840,
    sidebar=26,
    card_width=420,
)
def first(shot: Shot) -> Box:
    """The run in the list, its tag above the curve, the table with its last point, the arrow that asks for new ones."""
    card = shot.card("wave/sine")
    shot.label(1, 'runs-data-table :text-is("first")', right=-40)
    shot.label(2, "scalar-card tb-truncated-path", right=22)
    shot.mark(3, card.point(199, -0.5014), badge=(-30, 22))
    shot.label(4, "app-header .refresh-icon", below=26)
    return around(shot.box("app-header"), card.box, margin=14)


@dashboard(
    "01-used-twice",
    runs={"used-twice": [COMPLETE, AGAIN]},
    tab="timeseries",
    shared="01-used-twice",
    smoothing=0,
    card_width=690,
)
def used_twice(shot: Shot) -> Box:
    """The curve of the first training, the line straight back to step 0, the curve of the second training."""
    card = shot.card("y")
    scalars = shot.runs["used-twice"].scalars["y"]
    last, again = scalars.values[999], scalars.values[1000]
    shot.mark(1, card.point(300, scalars.values[300]), badge=(-26, 26))
    shot.mark(2, card.point(700, again + (last - again) * 700 / 999), badge=(26, -26))
    shot.mark(3, card.point(200, scalars.values[1200]), badge=(-16, 34))
    return card.box


@dashboard("01-empty", runs=[], tab="", logdir="run", height=560)
def empty(shot: Shot) -> Box:
    """No curve, and below the text the log directory that TensorBoard was given."""
    message = shot.box(".warning-message")
    shot.label(1, ".data-location", left=20)
    return around(shot.box("app-header"), message, margin=14)
