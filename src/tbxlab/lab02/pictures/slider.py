"""The sliders of the page Reading loss curves: the losses of 56 training runs, in an element that slider.js draws.

``python -m tbxlab.lab02.pictures.slider`` writes chapters/figures/02-slider.html from the run 02_scalars/slider. The
page includes the file, so that no request is made; without JavaScript the element stays hidden.
"""

import math
from pathlib import Path

from tbxlab import events
from tbxlab.course import folders
from tbxlab.events import Scalars
from tbxlab.lab02.training import VALIDATION

RATES = (0.001, 0.01, 0.1, 0.3, 1.0, 3.0, 7.0)
EXAMPLES = (150, 500, 2000, 8000)
SEEDS = (0, 1)
STEPS, EVERY = 1440, 40
START = RATES.index(0.3), EXAMPLES.index(150)
"""Which of the rates and of the numbers of examples is shown first: the overfitting run of the page."""

SLIDER = (
    '<label>{name} <input type="range" min="0" max="{last}" value="{start}"> <span aria-hidden="true"></span></label>'
)
TEMPLATE = """\
<figure class="sliders" data-rates="{rates}" data-examples="{examples}" data-losses="{losses}" hidden>
<div class="sliders-controls">
{rate_slider}
{examples_slider}
</div>
<svg role="img" aria-labelledby="sliders-title sliders-desc" viewBox="0 0 640 280">
<title id="sliders-title">train/loss and val/loss</title>
<desc id="sliders-desc">Both losses over 1,440 steps, for two seeds; the text below the chart gives the numbers.</desc>
<g class="sliders-axes"></g>
<g class="sliders-curves"></g>
</svg>
<p role="status"></p>
<figcaption>{validation} validation examples, batches of 50, two seeds. <code>train/loss</code> is dashed, the mean
of 40 steps. Values above 2 are drawn at the upper edge.</figcaption>
</figure>
"""


def path() -> Path:
    """Return the file that the page includes."""
    return folders.root() / "chapters" / "figures" / "02-slider.html"


def html() -> str:
    """Return the element with all losses: in thousandths, a comma between values, a semicolon between curves.

    The order is that of `RATES`, then `EXAMPLES`, then `SEEDS`, then train (36 means) and val (37 values).
    """
    scalars = events.read_run(folders.given_folder("02_scalars") / "slider").scalars
    curves = [
        _thousandths(scalars[f"{rate:g}/{examples}/seed-{seed}/{kind}"])
        for rate in RATES
        for examples in EXAMPLES
        for seed in SEEDS
        for kind in ("train", "val")
    ]
    return TEMPLATE.format(
        rates=",".join(f"{rate:g}" for rate in RATES),
        examples=",".join(map(str, EXAMPLES)),
        losses=";".join(curves),
        rate_slider=SLIDER.format(name="Learning rate", last=len(RATES) - 1, start=START[0]),
        examples_slider=SLIDER.format(name="Training examples", last=len(EXAMPLES) - 1, start=START[1]),
        validation=f"{VALIDATION:,}",
    )


def _thousandths(curve: Scalars) -> str:
    """Write a curve's values as whole numbers; what isn't finite has no place on a chart and is refused."""
    if not all(map(math.isfinite, curve.values)):
        raise ValueError(f"{curve.values}: not finite")
    return ",".join(f"{1000 * value:.0f}" for value in curve.values)


if __name__ == "__main__":
    path().write_text(html(), encoding="utf-8", newline="\n")
    print(path())
