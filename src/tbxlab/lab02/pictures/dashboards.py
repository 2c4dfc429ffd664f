"""The dashboards of chapter 02: smoothing, a custom layout, and healthy beside sick."""

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.shared_runs import shared_run
from tbxlab.authoring.shots import Box, Shot, around
from tbxlab.events import smooth

HEALTHY, OVERFITTING, WRONG, LAYOUT = (
    f"02_scalars/{name}" for name in ("healthy-0", "overfitting-0", "step-wrong", "layout")
)
SIX = tuple(
    f"02_scalars/{name}-0"
    for name in ("healthy", "overfitting", "rate-too-high", "shuffled-labels", "underfitting", "unscaled-inputs")
)

shared_run("02-overfitting", "Overfitting", runs=[OVERFITTING])
shared_run("02-steps", "The right step and a wrong one", runs=["02_scalars/step-right", WRONG])
shared_run("02-rate-drop", "A learning rate that drops", runs=["02_scalars/rate-drop-0"])
shared_run("02-healthy", "A healthy training", runs=[HEALTHY])
shared_run("02-layout", "Two tags in one chart", runs=[LAYOUT])
shared_run("02-six", "One healthy run and five sick ones", runs=SIX)


@dashboard(
    "02-smoothing", runs=[HEALTHY], tab="timeseries", shared="02-healthy", tags="train/loss", width=640, card_width=560
)
def smoothing(shot: Shot) -> Box:
    """The average of the past in front, the values themselves pale behind it; both in the table."""
    card = shot.card("train/loss")
    loss = shot.runs["healthy-0"].scalars["train/loss"]
    average = smooth(loss.values, 0.6)
    low = 60 + abs(loss.values - average + 0.05)[60:90].argmin()  # low, but not left out as an outlier
    shot.mark(1, card.point(loss.steps[100], average[100]), badge=(10, -44))
    shot.mark(2, card.point(loss.steps[low], loss.values[low]), badge=(-30, 6))
    shot.label(3, 'scalar-card :text-is("Smoothed")', right=20)
    return card.box


@dashboard("02-layout", runs=[LAYOUT], tab="custom_scalars", shared="02-layout", smoothing=0, width=1020)
def layout(shot: Shot) -> Box:
    """Both losses in one chart, told apart by their markers."""
    card = shot.card("train and val")
    train, val = (shot.runs["layout"].scalars[f"{name}/loss"] for name in ("train", "val"))
    shot.mark(1, card.point(train.steps[70], train.values[70]), badge=(20, -30))
    shot.mark(2, card.point(val.steps[35], val.values[35]), badge=(-26, -26))
    return around(card.box, margin=12)


@dashboard(
    "02-six", runs=SIX, tab="timeseries", shared="02-six", smoothing=0, tags="val/loss", height=1100, card_width=690
)
def six(shot: Shot) -> Box:
    """The validation losses of one healthy run and five sick ones, one color each."""
    card = shot.card("val/loss")
    card.expand()
    val = {name.removesuffix("-0"): run.scalars["val/loss"] for name, run in shot.runs.items()}
    for number, (name, point, badge) in enumerate(
        (
            ("healthy", 55, (0, 26)),
            ("overfitting", 45, (-22, -22)),
            ("rate-too-high", 30, (-28, 4)),
            ("shuffled-labels", 3, (-46, -10)),
            ("unscaled-inputs", 64, (20, -34)),
            ("underfitting", 44, (0, 34)),
        ),
        1,
    ):
        shot.mark(number, card.point(val[name].steps[point], val[name].values[point]), badge=badge)
    return card.box
