"""The picture of the front page: six training runs of one network, whose names give nothing away."""

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.shared_runs import shared_run
from tbxlab.authoring.shots import Box, Shot

SIX = {
    f"run-{number}": f"02_scalars/{name}-0"
    for number, name in enumerate(
        ("healthy", "overfitting", "rate-too-high", "shuffled-labels", "unscaled-inputs", "underfitting"), 1
    )
}

shared_run("index-six", "Six training runs of one network", runs=SIX)


@dashboard(
    "index-six",
    runs=SIX,
    tab="timeseries",
    shared="index-six",
    smoothing=0,
    tags="val/loss",
    height=1100,
    card_width=690,
)
def six(shot: Shot) -> Box:
    """The validation losses, each with its number at a place where it can be told from the others."""
    card = shot.card("val/loss")
    card.expand()
    loss = {int(name.removeprefix("run-")): run.scalars["val/loss"] for name, run in shot.runs.items()}
    for number, point, badge in (
        (1, 55, (0, 26)),
        (2, 45, (-22, -22)),
        (3, 30, (-28, 4)),
        (4, 3, (-46, -10)),
        (5, 64, (20, -34)),
        (6, 44, (0, 34)),
    ):
        shot.mark(number, card.point(loss[number].steps[point], loss[number].values[point]), badge=badge)
    return card.box
