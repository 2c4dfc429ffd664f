"""Figures: plots drawn from reference runs, as pairs of SVG files for light and dark pages.

A drawing lives in a module ``tbxlab/labNN/pictures/figures.py`` and looks like this::

    @figure("02-overfit", runs=["02_scalars/overfit-0"])
    def overfit(canvas, runs):
        '''What is to be seen.'''
        axes = canvas.axes()
        canvas.line(axes, runs["02_scalars/overfit-0"].scalars["train/loss"], "blue", "train/loss")

``tbxlab figures`` writes ``chapters/figures/02-overfit.light.svg`` and ``.dark.svg``; a page shows them by
``![What is seen](figures/02-overfit.light.svg#only-light)`` and the same for dark.
``chapters/figures/figures.json`` records the SHA-256 of each run that a figure shows: a test fails where a run
has changed and its figures have not been drawn again.

The same runs give the same bytes: ids come from a fixed salt, no date is written, words are drawn as outlines of
the font that comes with matplotlib. The only words are labels of the dashboard (tags, "step"): nothing to translate.
"""

import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tbxlab import events
from tbxlab.authoring.canvas import THEMES, Canvas
from tbxlab.authoring.reference_runs import digest, event_file
from tbxlab.course import folders, rooms

if TYPE_CHECKING:
    from tbxlab.events import Run

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
OUTLINE = re.compile(r' (?:d|x|y)="[^"]*"')
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")


@dataclass(frozen=True)
class Drawing:
    """How one figure is drawn, and from which runs."""

    name: str
    draw: "Callable[[Canvas, dict[str, Run]], None]"
    runs: tuple[str, ...]
    size: tuple[float, float]
    """Width and height in inches of 72 points; 7.2 wide fills the text column."""

    @property
    def drawn_by(self) -> str:
        """Where the function is: "tbxlab.lab02.pictures.figures:overfit"."""
        return f"{self.draw.__module__}:{self.draw.__qualname__}"


_drawings: dict[str, Drawing] = {}


def figure(name: str, *, runs: Sequence[str], size: tuple[float, float] = (7.2, 3.0)) -> Callable:
    """Register a function that draws the figure ``name`` on a Canvas from these runs ("lab/run")."""

    def register(draw: "Callable[[Canvas, dict[str, Run]], None]") -> "Callable[[Canvas, dict[str, Run]], None]":
        drawing = Drawing(name, draw, tuple(runs), size)
        known = _drawings.get(name)
        if known and known.drawn_by != drawing.drawn_by:
            raise ValueError(f"figure {name} is drawn by both {known.drawn_by} and {drawing.drawn_by}")
        _drawings[name] = drawing
        return draw

    return register


def drawings() -> dict[str, Drawing]:
    """Return every drawing by its name, after importing the labs' ``pictures/``."""
    rooms.load_all("pictures")
    return dict(sorted(_drawings.items()))


def figures_dir() -> Path:
    """Return the folder of the chapters' pictures."""
    return folders.root() / "chapters" / "figures"


def recorded() -> dict[str, dict]:
    """Return what figures.json says: figure -> its drawing and the hashes of the runs it showed when drawn."""
    path = figures_dir() / "figures.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def svg_path(drawing: Drawing, theme: str) -> Path:
    """Return where the figure is, for the theme "light" or "dark"."""
    return figures_dir() / f"{drawing.name}.{theme}.svg"


def svg(drawing: Drawing, theme: str) -> str:
    """Draw a figure and return its SVG. Raises NoEvents where a run is missing."""
    import matplotlib

    shown = {name: events.read_run(event_file(name).parent) for name in drawing.runs}
    written = io.StringIO()
    settings: Any = THEMES[theme].settings | {"svg.hashsalt": drawing.name}  # a literal type of 300 names in matplotlib
    with matplotlib.rc_context(settings):
        canvas = Canvas(THEMES[theme], drawing.size)
        drawing.draw(canvas, shown)
        canvas.figure.savefig(
            written,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    return "\n".join(line.rstrip() for line in _short(written.getvalue()).splitlines()) + "\n"


def _short(text: str) -> str:
    """Write coordinates with two decimals instead of six: half the bytes, and nobody sees a hundredth of a point."""

    def short(number: re.Match) -> str:
        return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")

    return OUTLINE.sub(lambda outline: LONG_NUMBER.sub(short, outline[0]), text)


def draw(drawing: Drawing) -> bool:
    """Draw a figure for both themes and record the runs it shows. Returns whether anything changed on disk.

    A picture that differs from the one on disk in the last digits only (another processor) is left alone.
    """
    changed = False
    figures_dir().mkdir(parents=True, exist_ok=True)
    for theme in THEMES:
        path, drawn = svg_path(drawing, theme), svg(drawing, theme)
        if not path.exists() or not same_picture(path.read_text(encoding="utf-8"), drawn):
            path.write_text(drawn, encoding="utf-8", newline="\n")
            changed = True
    entry = {
        "drawn_by": drawing.drawn_by,
        "command": f"tbxlab figures {drawing.name}",
        "runs": run_hashes(drawing.runs),
    }
    return record(drawing.name, entry) or changed


def record(name: str, entry: dict[str, Any]) -> bool:
    """Let figures.json say this of a figure or a dashboard. Returns whether it said something else before."""
    known = recorded()
    if known.get(name) == entry:
        return False
    known[name] = entry
    text = json.dumps(dict(sorted(known.items())), indent=2, ensure_ascii=False) + "\n"
    (figures_dir() / "figures.json").write_text(text, encoding="utf-8", newline="\n")
    return True


def run_hashes(runs: Sequence[str]) -> dict[str, str]:
    """Return the SHA-256 of each run "lab/run", as it is on disk now."""
    return {name: digest(name) for name in runs}


def same_picture(one: str, other: str) -> bool:
    """Return whether two SVGs are equal but for numbers that differ by less than a tenth of a point."""
    if one == other:
        return True
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    numbers = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(a == b or abs(float(a) - float(b)) < 0.1 for a, b in numbers)
