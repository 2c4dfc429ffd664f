"""The dashboards of chapter 08: one network judged in three ways, four ways to train, which layers move, mistakes."""

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.shared_runs import shared_run
from tbxlab.authoring.shots import Box, Shot, around
from tbxlab.lab05.pictures.dashboards import image

ORDER = {name: f"08_chapter/order-{name}-0" for name in ("eval-sorted", "train-shuffled", "train-sorted")}
WAYS = {name: f"08_chapter/{name}-0" for name in ("svm", "zero", "probe", "full", "discriminative")}
LOOK = {name: f"08_chapter/look-{name}-0" for name in ("full", "probe")}
SICK = ("drifting", "head-not-in-the-optimizer", "leak", "wrong-statistics", "pixels-not-scaled", "rate-too-high")

shared_run("08-order", "One network, judged in three ways", runs=ORDER)
shared_run("08-ways", "Four ways to use 100 labels, and the baseline", runs=WAYS)
shared_run("08-look", "Confusion, mistakes, PR curves, feature maps and embeddings", runs=LOOK)
shared_run(
    "08-sick", "Fine-tuning, healthy and sick", runs={name: f"08_chapter/{name}-0" for name in ("probe", "full", *SICK)}
)
shared_run(
    "08-table",
    "The transfer table: the step is the number of labels a class",
    runs={name: f"08_chapter/table-{name}" for name in (*WAYS, "rate-too-high")},
)


@dashboard("08-order", runs=ORDER, tab="timeseries", shared="08-order", smoothing=0, tags="val/accuracy", width=760)
def order(shot: Shot) -> Box:
    """The validation accuracy of the same weights: in eval mode, and in train mode shuffled and sorted by class."""
    card = shot.card("val/accuracy")
    at = {name: run.scalars["val/accuracy"].values[9] for name, run in shot.runs.items()}
    shot.mark(1, card.point(45, at["eval-sorted"]), badge=(-4, 34))
    shot.mark(2, card.point(45, at["train-sorted"]), badge=(-4, -34))
    return around(card.box, margin=8)


@dashboard(
    "08-ways",
    runs=WAYS,
    tab="timeseries",
    shared="08-ways",
    smoothing=0,
    tags="val/accuracy|train/loss",
    width=1000,
    card_width=420,
)
def ways(shot: Shot) -> Box:
    """Loss of the batch and accuracy on validation digits, of four ways and the baseline."""
    loss, accuracy = shot.card("train/loss"), shot.card("val/accuracy")
    loss.expand()
    accuracy.expand()
    value = {name: run.scalars["val/accuracy"].values for name, run in shot.runs.items()}
    shot.mark(1, accuracy.point(5, value["svm"][0]), badge=(-4, 34))
    shot.mark(2, accuracy.point(20, value["zero"][2]), badge=(34, 20))
    shot.mark(3, loss.point(50, shot.runs["full"].scalars["train/loss"].values[10]), badge=(0, -36))
    return around(loss.box, accuracy.box, margin=8)


@dashboard(
    "08-layers",
    runs={name: WAYS[name] for name in ("zero", "probe", "full")},
    tab="timeseries",
    shared="08-ways",
    smoothing=0,
    tags="update/(stem|layer3|head)",
    width=1130,
    card_width=335,
)
def layers(shot: Shot) -> Box:
    """How far stem, third stage and head move at each step, in parts of their weights."""
    cards = {name: shot.card(f"update/{name}") for name in ("head", "layer3", "stem")}
    for number, (name, card) in enumerate(cards.items(), 1):
        points = shot.runs["probe" if name == "layer3" else "full"].scalars[f"update/{name}"]
        shot.mark(number, card.point(points.steps[3], points.values[3]), badge=(30, -30))
    return around(*(card.box for card in cards.values()), margin=8)


@dashboard("08-mistakes", runs=LOOK, tab="images", shared="08-look", tags="confusion|mistakes", width=1060, height=1500)
def mistakes(shot: Shot) -> Box:
    """The confusion matrix and the surest mistakes of a frozen body and of a whole network that learned."""
    found = [image(shot, f"val/{tag}", name) for tag in ("confusion", "mistakes") for name in LOOK]
    cards, pictures = zip(*found, strict=True)
    for number, box in enumerate(pictures, 1):
        shot.mark(number, (box.right - 30, box.bottom + 13), badge=(0, 0))
    return around(*cards, margin=28)
