"""The dashboards of chapter 07: four curves of one fit, a fit of which half is missing, and the sick ones."""

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.shared_runs import shared_run
from tbxlab.authoring.shots import Box, Shot, around


def parts(shown: str, fit: str) -> dict[str, str]:
    """Return the two runs of a fit below the name that is shown."""
    return {f"{shown}/{part}": f"07_chapter/{fit}/{part}" for part in ("train", "validation")}


FOUR, EVERYTHING = parts("cnn", "healthy-0"), parts("cnn", "everything-0")
TWICE = parts("cnn", "healthy-0") | parts("second-fit", "twice-0")
MISMATCH = {
    f"{name}-{seed}": f"07_chapter/{name}-{seed}/train" for name in ("healthy", "mismatch") for seed in range(3)
}
REUSED = {"reused/train": ("07_chapter/healthy-0/train", "07_chapter/healthy-1/train")}

shared_run("07-four", "One Keras fit, four curves", runs=FOUR)
shared_run("07-everything", "All that Keras's callback writes", runs=EVERYTHING)
shared_run("07-twice", "A fit of which half is missing", runs=TWICE)
shared_run("07-mismatch", "Logits taken for probabilities", runs=MISMATCH)
shared_run(
    "07-sick",
    "Healthy Keras fits and sick ones",
    runs={
        **parts("healthy", "healthy-0"),
        **parts("mismatch", "mismatch-0"),
        **parts("sorted", "sorted-0"),
        **parts("validated-on-test", "test-0"),
    },
)


def show_outliers(shot: Shot) -> None:
    """Let the charts reach as far as their points do: a first epoch's loss counts as an outlier otherwise."""
    toggle = shot.page.locator("metrics-main-view .settings-button")
    toggle.click()
    shot.page.get_by_label("Ignore outliers in chart scaling").click()
    toggle.click()


@dashboard(
    "07-four",
    runs=FOUR,
    tab="timeseries",
    shared="07-four",
    smoothing=0,
    tags="epoch_(acc|loss)",
    width=980,
    height=620,
    card_width=430,
)
def four(shot: Shot) -> Box:
    """Accuracy and loss of training and validation, one fit."""
    show_outliers(shot)
    accuracy, loss = shot.card("epoch_accuracy"), shot.card("epoch_loss")
    train, val = (shot.runs[f"cnn/{part}"].scalars for part in ("train", "validation"))
    shot.mark(1, accuracy.point(8, train["epoch_accuracy"].values[8]), badge=(26, 22))
    shot.mark(2, accuracy.point(8, val["epoch_accuracy"].values[8]), badge=(0, 34))
    shot.mark(3, loss.point(0, val["epoch_loss"].values[0]), badge=(-6, 36))
    shot.mark(4, loss.point(6, val["epoch_loss"].values[6]), badge=(6, -34))
    return around(accuracy.box, loss.box)


@dashboard(
    "07-twice",
    runs={name: run for name, run in TWICE.items() if name.endswith("train")},
    tab="timeseries",
    shared="07-twice",
    smoothing=0,
    tags="epoch_loss",
    width=640,
    card_width=560,
)
def twice(shot: Shot) -> Box:
    """The training loss of the whole training, and of its second half, which begins at step 0 again."""
    show_outliers(shot)
    card = shot.card("epoch_loss")
    whole, second = (shot.runs[f"{name}/train"].scalars["epoch_loss"] for name in ("cnn", "second-fit"))
    shot.mark(1, card.point(0, second.values[0]), badge=(30, -22))
    shot.mark(2, card.point(6, whole.values[6]), badge=(20, -34))
    return card.box


@dashboard(
    "07-mismatch",
    runs=MISMATCH,
    tab="timeseries",
    shared="07-mismatch",
    smoothing=0,
    tags="epoch_loss",
    width=640,
    card_width=560,
)
def mismatch(shot: Shot) -> Box:
    """Training losses over three seeds: logits taken for logits, and taken for probabilities."""
    show_outliers(shot)
    card = shot.card("epoch_loss")
    card.expand()
    sick = {seed: shot.runs[f"mismatch-{seed}"].scalars["epoch_loss"].values for seed in range(3)}
    shot.mark(1, card.point(0, sick[0][0]), badge=(30, 6))
    shot.mark(2, card.point(8, sick[0][8]), badge=(14, -34))
    shot.mark(3, card.point(6, sick[2][6]), badge=(0, -30))
    shot.mark(4, card.point(5, shot.runs["healthy-0"].scalars["epoch_loss"].values[5]), badge=(-24, 10))
    return card.box


@dashboard(
    "07-reused", runs=REUSED, tab="timeseries", shared=None, smoothing=0, tags="epoch_loss", width=560, card_width=480
)
def reused(shot: Shot) -> Box:
    """Two fits in one directory: the line runs to the end, straight back, and forward again."""
    show_outliers(shot)
    card = shot.card("epoch_loss")
    loss = shot.runs["reused/train"].scalars["epoch_loss"].values
    back = loss[11] + (loss[12] - loss[11]) * (11 - 7) / 11
    shot.mark(1, card.point(7, back), badge=(20, -34))
    return card.box
