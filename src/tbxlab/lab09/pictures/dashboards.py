"""The dashboards of chapter 09: a vocabulary that was scrambled, three ways to train, and two heads of attention."""

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.shared_runs import shared_run
from tbxlab.authoring.shots import Box, Shot, around, box_of

SCRAMBLED = {"full": "09_transformer/full-8-0", "scrambled": "09_transformer/sick-scrambled-0"}
METHODS = {method: f"09_transformer/{method}-32-0" for method in ("full", "lora", "probe")}
FAULTS = {"healthy": "09_transformer/full-8-0"} | {
    fault: f"09_transformer/sick-{fault}-0" for fault in ("shuffled", "rate", "unmasked", "train-mode")
}
ATTENTION, AREAS = "09_chapter/attention", "09_chapter/areas-0"

shared_run("09-scrambled", "A scrambled vocabulary", runs=SCRAMBLED)
shared_run("09-methods", "Three ways to train, 32 labels a class", runs=METHODS)
shared_run("09-faults", "Healthy, and four faults", runs=FAULTS)
shared_run("09-inside", "Attention, embeddings and errors", runs=[ATTENTION, AREAS])


@dashboard(
    "09-scrambled", runs=SCRAMBLED, tab="timeseries", shared="09-scrambled", smoothing=0, tags="train/loss|val/accuracy"
)
def scrambled(shot: Shot) -> Box:
    """The training losses fall side by side; the validation accuracies do not rise side by side."""
    loss, accuracy = shot.card("train/loss"), shot.card("val/accuracy")
    full, sick = (shot.runs[name].scalars for name in SCRAMBLED)
    shot.mark(1, loss.point(20, sick["train/loss"].values[20]), badge=(26, -30))
    shot.mark(2, accuracy.point(30, full["val/accuracy"].values[-1]), badge=(-30, -26))
    shot.mark(3, accuracy.point(30, sick["val/accuracy"].values[-1]), badge=(-30, 28))
    return around(loss.box, accuracy.box, margin=8)


@dashboard(
    "09-methods", runs=METHODS, tab="timeseries", shared="09-methods", smoothing=0, tags="val/accuracy|speed/tokens"
)
def methods(shot: Shot) -> Box:
    """Validation accuracy of three ways to train, and how many tokens a second each of them manages."""
    speed, accuracy = shot.card("speed/tokens"), shot.card("val/accuracy")
    for number, (name, run) in enumerate(shot.runs.items(), 1):
        points = run.scalars["speed/tokens"]
        below = 34 if name == "probe" else -34
        shot.mark(number, speed.point(points.steps[30 * number], points.values[30 * number]), badge=(0, below))
    return around(speed.box, accuracy.box, margin=8)


@dashboard(
    "09-attention", runs=[ATTENTION], tab="images", shared="09-inside", tags="previous|broad", width=1180, height=800
)
def attention(shot: Shot) -> Box:
    """Two heads: one looks at everything, nearly alike; one at the token before."""
    cards, pictures = [], []
    for name in ("broad", "previous"):
        card = shot.page.locator("tf-image-loader", has_text=f"attention/{name}").first
        picture = card.locator("img").first
        picture.wait_for()
        picture.evaluate("picture => picture.decode()")
        cards.append(card)
        pictures.append(picture)
    for number, picture in enumerate(pictures, 1):
        shot.mark(number, box_of(picture).point(0.93, 0.06), badge=(0, 0))
    return around(*(box_of(card) for card in cards), margin=8)
