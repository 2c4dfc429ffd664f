"""The dashboards of chapter 05: photographs, highest losses, PR curves, a run card, the projector, a surface."""

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.shared_runs import shared_run
from tbxlab.authoring.shots import Box, Card, Shot, around, box_of

PHOTO, CARD, POINTS, SURFACE, SOUND, SAMPLES, CONFUSION = (
    f"05_chapter/{name}" for name in ("photo", "card", "points", "surface", "sound", "samples", "confusion")
)
LABELS = ("05_chapter/labels-right-0", "05_chapter/labels-wrong-0")
RARE = ("05_chapter/rare-0", "05_chapter/rare-logits-0")

shared_run("05-photo", "One photograph, logged in five ways", runs=[PHOTO])
shared_run("05-labels", "Highest losses, mistakes and confusion", runs=LABELS)
shared_run("05-rare", "PR curves of a rare class", runs=RARE)
shared_run("05-card", "A run card", runs=[CARD])
shared_run("05-confusion", "The confusion matrix after some epochs", runs=[CONFUSION])
shared_run("05-samples", "What a character model writes, over its steps", runs=[SAMPLES])
shared_run("05-points", "256 digits in the projector", runs=[POINTS])
shared_run("05-components", "A sound, its spectrogram, and a surface", runs=[SOUND, SURFACE])


def image(shot: Shot, tag: str, run: str = "") -> tuple[Box, Box]:
    """Return where the card of a tag of the Images tab is, and the picture in it, once that is loaded."""
    card = shot.page.locator("tf-image-loader", has_text=tag).filter(has_text=run).first
    card.scroll_into_view_if_needed()
    picture = card.locator("img").first
    picture.wait_for()
    picture.evaluate("picture => picture.decode()")
    corner = card.locator(".heading-label.run").first  # TensorBoard cuts the upper half of it off
    style = "name.style.position = 'relative'; name.style.top = '8px'" if run else "name.style.visibility = 'hidden'"
    corner.evaluate(f"name => {{ {style}; }}")
    return box_of(card), box_of(picture)


@dashboard("05-photo", runs=[PHOTO], tab="images", shared="05-photo", tags="1_|3_|4_|5_", width=1130, height=1150)
def photo(shot: Shot) -> Box:
    """One photograph four times; three of the pictures show what became of its numbers."""
    tags = ("photo/1_uint8", "photo/3_float_0_to_255", "photo/4_normalized", "photo/5_reshaped")
    cards, boxes = zip(*(image(shot, tag) for tag in tags), strict=True)
    for number, box in enumerate(boxes, 1):
        shot.mark(number, box.point(0.08, 0.12), badge=(0, 0))
    return around(*cards, margin=8)


@dashboard("05-labels", runs=LABELS, tab="images", shared="05-labels", tags="highest", width=1060, height=800)
def labels(shot: Shot) -> Box:
    """The 24 training examples of the highest loss: hard ones at the left, wrong labels at the right."""
    names = ("labels-right-0", "labels-wrong-0")
    cards, boxes = zip(*(image(shot, "highest_losses", name) for name in names), strict=True)
    for number, box in enumerate(boxes, 1):
        shot.mark(number, (box.left + box.width / 2, box.bottom + 16), badge=(0, 0))
    whole = around(*cards, margin=8)
    return Box(whole.left, whole.top, whole.width, max(box.bottom for box in boxes) + 34 - whole.top)


@dashboard("05-rare", runs=RARE, tab="pr_curves", shared="05-rare", width=1060, height=800)
def rare(shot: Shot) -> Box:
    """Precision over recall at the last step: of probabilities, and of logits."""
    chart = shot.page.locator("tf-pr-curve-card vz-line-chart2").first
    chart.locator("svg path[d], canvas").first.wait_for(state="attached")
    card = Card(shot.page.locator("tf-pr-curve-card").first, chart)
    curve = shot.runs["rare-0"].pr_curves["val/is_an_8"]
    middle = abs(curve.recall[-1] - 0.6).argmin()
    shot.mark(1, card.point(curve.recall[-1, middle], curve.precision[-1, middle]), badge=(26, -26))
    shot.mark(2, card.point(1.0, 0.75), badge=(-28, 10))
    shot.label(3, "tf-pr-curve-steps-selector", right=-20)
    return around(card.box, shot.box("tf-pr-curve-steps-selector"), margin=8)


@dashboard("05-card", runs=[CARD], tab="text", shared="05-card", width=860, height=1200)
def card(shot: Shot) -> Box:
    """A table of settings and one line of result, as a reader of the log finds them."""
    box = shot.box("tf-text-loader")
    shot.mark(1, box.point(0.36, 0.03), badge=(0, 0))
    shot.mark(2, shot.box("tf-text-loader table").point(0.8, 0.35), badge=(0, 0))
    shot.label(3, "tf-text-loader strong", right=150)
    return around(box, margin=8)


@dashboard("05-projector", runs=[POINTS], tab="projector", shared="05-points", width=1150, height=760)
def projector(shot: Shot) -> Box:
    """256 digits in the plane of the first two principal components of the hidden layer, colored by label."""
    inner = shot.page.frame_locator("plugins-component iframe").frame_locator("iframe")
    inner.locator("text=Points: 256").wait_for()
    inner.locator("#z-checkbox").click()  # a plane: in three dimensions the points turn without end
    inner.locator("#z-dropdown[disabled]").wait_for()
    inner.locator("text=Total variance described: 54.7%").wait_for()  # as the page's own PCA has it
    inner.locator("#colorby").click()
    inner.locator("#colorby paper-item", has_text="label").first.click()
    inner.locator("#colorby paper-listbox").wait_for(state="hidden")
    left, space = box_of(inner.locator("vz-projector-data-panel")), box_of(inner.locator("vz-projector #scatter"))
    x, y = space.point(0.5, 0.5)
    shot.page.mouse.move(x, y)
    shot.page.mouse.wheel(0, -300)  # nearer
    shot.mark(1, box_of(inner.locator("#colorby")).point(0.9, 0.2), badge=(0, 0))
    shot.mark(2, box_of(inner.locator("#z-checkbox")).point(2.2, 0.5), badge=(0, 0))
    shot.mark(3, box_of(inner.locator("text=Total variance described")).point(0.82, 0.5), badge=(0, 0))
    return around(left, space)


@dashboard("cheat-surface", runs=[SURFACE], tab="mesh", shared="05-components", width=900, height=800)
def surface(shot: Shot) -> Box:
    """The validation loss over a plane through the weights."""
    whole = shot.box("tf-mesh-loader")
    return around(Box(whole.left, whole.top + 0.48 * whole.height, 0.9 * whole.width, 0.34 * whole.height))


@dashboard("05-samples", runs=[SAMPLES], tab="text", shared="05-samples", width=860, height=1500)
def samples(shot: Shot) -> Box:
    """What a model writes at each logged step, for one prompt and one seed."""
    box = shot.box("tf-text-loader")
    return around(box, margin=8)
