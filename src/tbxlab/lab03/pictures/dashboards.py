"""The dashboards of chapter 03: a first layer that wakes, the nine lines of a distribution, and what 30 bins hide."""

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.shared_runs import shared_run
from tbxlab.authoring.shots import Box, Shot, around

WAKES = {"relu": "03_chapter/relu-0", "sigmoid": "03_chapter/sigmoid-0"}
BUCKETS = {"buckets": "03_chapter/buckets"}

shared_run("03-wakes", "Sigmoid and ReLU", runs=WAKES | {"sigmoid-adam": "03_chapter/sigmoid-adam-0"})
shared_run("03-buckets", "What 30 bins hide", runs=BUCKETS)
shared_run(
    "03-sick",
    "Healthy networks and sick ones",
    runs=[f"03_chapter/{name}-0" for name in ("classifier", "bytes", "zeros", "alike", "relu", "dead")],
)


@dashboard("03-wakes", runs=WAKES, tab="histograms", shared="03-wakes", tags="weights/1", width=1060)
def wakes(shot: Shot) -> Box:
    """The weights of the first layer: they spread with ReLU, with sigmoids every slice is the same."""
    relu, sigmoid = (shot.histogram("weights/1", run) for run in WAKES)
    shot.mark(1, relu.point(0, -0.3), badge=(-30, -30))
    shot.mark(2, relu.point(480, 1.2), badge=(-6, -34))
    shot.mark(3, sigmoid.point(480, 0.3), badge=(-34, -44))
    return around(relu.box, sigmoid.box, margin=10)


@dashboard(
    "03-distributions",
    runs={"relu": WAKES["relu"]},
    tab="distributions",
    shared="03-wakes",
    tags="weights/1",
    width=1100,
)
def distributions(shot: Shot) -> Box:
    """The same weights as nine lines over the steps."""
    card = shot.distribution("weights/1", "relu", expanded=True)
    weights = shot.runs["relu"].histograms["weights/1"].buckets
    shot.mark(1, card.point(240, weights[4].quantile(0.5)), badge=(20, 34))
    shot.mark(2, card.point(360, weights[6].quantile(0.9332)), badge=(20, -34))
    shot.mark(3, card.point(480, weights[8].maximum), badge=(-30, 20))
    return around(card.box, margin=8)


@dashboard("03-buckets", runs=BUCKETS, tab="histograms", shared="03-buckets", width=1060)
def buckets(shot: Shot) -> Box:
    """Three narrow peaks; and the same numbers with one outlier, which leaves a single bar of them."""
    outlier, quiet = (shot.histogram(f"weights/{name}", "buckets") for name in ("outlier", "quiet"))
    shot.mark(1, quiet.point(0, 0.02), badge=(30, -30))
    shot.mark(2, outlier.point(2, 0.0), badge=(34, -40))
    shot.mark(3, outlier.point(3, 1.0), badge=(-34, -14))
    return around(outlier.box, quiet.box, margin=10)
