"""One page of a real TensorBoard in headless Chromium, from the address to the cropped and marked picture.

Nothing waits for a fixed time: a card counts as drawn when its curves are there, and the picture is taken when two
in a row are the same, byte for byte.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tbxlab.authoring import marks
from tbxlab.authoring.pictures import SCALE

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import FloatRect, Locator, Page

    from tbxlab.events import Run

PATIENCE_MS = 60_000
"""How long to wait for what a quiet machine shows within a second."""
BUSY = "mat-spinner, .mdc-linear-progress, vz-line-chart2 #loading, paper-spinner-lite[active]"
MARGIN = 8
"""CSS pixels below the last row of a card's table."""
UNITS = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "m": 1e-3, "µ": 1e-6, "n": 1e-9}
NUMBER = re.compile(r"([-+]?[\d.]+(?:e[-+]?\d+)?)([kMGmµn]?)")

# The labels of an axis and where they are, for Time Series (line-chart) and the older dashboards (vz-line-chart2).
TICKS = """
chart => Object.fromEntries(["x", "y"].map(axis => {
  const root = chart.shadowRoot ?? chart;
  const places = `.${axis}-axis .minor text, .${axis}-axis .tick-label`;
  return [axis, [...root.querySelectorAll(places)].map(text => {
    const box = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
    const place = axis === "x" ? box.left + box.width / 2 : frame.top + Number(text.getAttribute("y"));
    return [text.textContent.trim(), place];
  })];
}))
"""

# The same for a histogram card: values run across, steps downward.
SLICES = """
chart => Object.fromEntries([["x", ".axis.x .tick text"], ["y", ".axis.y:not(.slice) .tick text"]].map(
  ([axis, places]) => [axis, [...chart.shadowRoot.querySelectorAll(places)].filter(
    text => text.getBoundingClientRect().width).map(text => {
    const box = text.getBoundingClientRect();
    return [text.textContent.trim(), axis === "x" ? box.left + box.width / 2 : box.top + box.height / 2];
  })]
))
"""

# A chart that was enlarged draws itself anew: not before its grid is as high as the new card.
TALLER = """
([chart, small]) => [...(chart.shadowRoot ?? chart).querySelectorAll(".gridlines")].some(
  grid => grid.getBoundingClientRect().height > 1.5 * small)
"""


class CannotTake(RuntimeError):
    """The page does not show what the picture is to be of."""


@dataclass(frozen=True)
class Box:
    """A rectangle of the page, in CSS pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    def point(self, across: float, down: float) -> tuple[float, float]:
        """Return a place in it: (0, 0) is its upper left corner, (1, 1) its lower right one."""
        return self.left + across * self.width, self.top + down * self.height


class Card:
    """A card with a chart, of any dashboard that draws curves."""

    def __init__(self, card: "Locator", chart: "Locator") -> None:
        self._card, self._chart = card, chart

    @property
    def box(self) -> Box:
        """Where the card is, without the empty space that Time Series leaves below the table of values."""
        whole, rows = box_of(self._card), self._card.locator("tb-data-table-content-row")
        if not rows.count():
            return whole
        end = min(whole.bottom, box_of(rows.last).bottom + MARGIN)
        return Box(whole.left, whole.top, whole.width, end - whole.top)

    def expand(self) -> None:
        """Show all rows of its table (Time Series), not the first three."""
        self._card.locator(".expand-button").click()

    def point(self, step: float, value: float) -> tuple[float, float]:
        """Return where a point is drawn, by what the chart's own axes say. Both have to be linear.

        Raises CannotTake where the chart does not reach that far: TensorBoard leaves outliers out.
        """
        ticks, chart = self._chart.evaluate(TICKS), box_of(self._chart)
        x, y = place_on(ticks["x"], step), place_on(ticks["y"], value)
        if not (chart.left <= x <= chart.right and chart.top <= y <= chart.bottom):
            raise CannotTake(f"the point ({step}, {value:.4g}) is outside of the chart")
        return x, y


class HistogramCard(Card):
    """A card of the Histograms dashboard in its mode *offset*: one slice for each step."""

    def point(self, step: float, value: float) -> tuple[float, float]:
        """Return where a value is on the baseline of the slice of a step. Raises CannotTake."""
        ticks = self._chart.evaluate(SLICES)
        return place_on(ticks["x"], value), place_on(ticks["y"], step)


class Shot:
    """What the function of a dashboard works with."""

    def __init__(self, page: "Page", runs: "Mapping[str, Run]") -> None:
        self.page = page
        self.runs = runs
        """The runs that TensorBoard shows, by the names it shows."""
        self._marks: list[marks.Mark] = []

    def card(self, title: str) -> Card:
        """Return the card of this title ("train/loss") once it is drawn, whatever dashboard is open."""
        wanted = re.compile(rf"^\s*{re.escape(title)}\s*$")
        titled = self.page.locator("scalar-card, tf-custom-scalar-multi-line-chart-card, tf-scalar-card")
        heading = self.page.locator(".tag, .heading-label").filter(has_text=wanted)
        card = titled.filter(has=heading).first
        card.scroll_into_view_if_needed()
        chart = card.locator("line-chart, vz-line-chart2").first
        # A curve is a path in either kind of chart; the older one may paint on a canvas, too.
        chart.locator("svg path[d], svg path[style*=stroke], canvas").first.wait_for(state="attached")
        chart.locator(".minor text, .tick-label").first.wait_for(state="attached")
        return Card(card, chart)

    def histogram(self, tag: str, run: str) -> HistogramCard:
        """Return the card of a tag and a run on the Histograms dashboard, once it is drawn."""
        card = self._card_of("tf-histogram-loader", tag, run)
        chart = card.locator("vz-histogram-timeseries")
        chart.locator("path.outline").first.wait_for(state="attached")
        return HistogramCard(card, chart)

    def distribution(self, tag: str, run: str, *, expanded: bool = False) -> Card:
        """Return the card of a tag and a run on the Distributions dashboard, once it is drawn; its larger form."""
        card = self._card_of("tf-distribution-loader", tag, run)
        chart = card.locator("vz-distribution-chart")
        chart.locator("path").first.wait_for(state="attached")
        if expanded:
            small = box_of(chart).height
            card.locator("paper-icon-button").first.click()
            self.page.wait_for_function(TALLER, arg=[chart.element_handle(), small])
        return Card(card, chart)

    def _card_of(self, kind: str, tag: str, run: str) -> "Locator":
        """Return the first card of this kind with this title and this run's name at its corner."""
        title, corner = (re.compile(rf"^\s*{re.escape(text)}\s*$") for text in (tag, run))
        card = self.page.locator(kind).filter(has=self.page.locator(".heading-label.name", has_text=title))
        card = card.filter(has=self.page.locator(".heading-label.run", has_text=corner)).first
        card.scroll_into_view_if_needed()
        return card

    def box(self, css: str) -> Box:
        """Return the rectangle around the first part of the page that this selects, once it is there."""
        part = self.page.locator(css).first
        part.wait_for()
        return box_of(part)

    def mark(self, number: int, place: tuple[float, float], badge: tuple[float, float] = (26, -26)) -> None:
        """Mark a place of the page (`Card.point`, `Box.point`); ``badge`` is where its number goes, from there."""
        self._marks.append(marks.Mark(number, *place, *badge))

    def label(self, number: int, css: str, *, left: float = 0, right: float = 0, below: float = 0) -> None:
        """Put a number beside the first part of the page that this selects, so many CSS pixels from its edge."""
        box = self.box(css)
        x = box.left - left if left else box.right + right if right else box.left + box.width / 2
        self.mark(number, (x, box.bottom + below if below else box.top + box.height / 2), badge=(0, 0))

    def take(self, box: Box) -> "tuple[Image, tuple[marks.Mark, ...]]":
        """Return the marked picture of a part of the page, and its marks by their place in it."""
        from PIL import Image

        frame = Box(*(round(edge) for edge in (box.left, box.top, box.width, box.height)))
        clip: FloatRect = {"x": frame.left, "y": frame.top, "width": frame.width, "height": frame.height}
        picture = Image.open(io.BytesIO(self._settled(clip))).convert("RGB")
        placed = tuple(
            marks.Mark(mark.number, mark.x - frame.left, mark.y - frame.top, mark.dx, mark.dy) for mark in self._marks
        )
        return marks.draw(picture, placed, SCALE), placed

    def _settled(self, clip: "FloatRect") -> bytes:
        self.page.wait_for_load_state("networkidle")
        self.page.locator(f":is({BUSY}):visible").first.wait_for(state="hidden")
        self.page.mouse.move(0, 0)
        before: list[bytes] = []
        for attempt in range(100):
            now = self.page.screenshot(clip=clip, animations="disabled")
            if now in (before if attempt >= 20 else before[-1:]):  # a drawing that only goes to and fro is at rest
                return now
            before = [*before[-5:], now]
            self.page.wait_for_timeout(150)
        raise CannotTake(f"{self.page.url} does not come to rest")


def box_of(part: "Locator") -> Box:
    """Return where a part of the page is."""
    box = part.bounding_box()
    if box is None:
        raise CannotTake(f"{part} is not on the page")
    return Box(box["x"], box["y"], box["width"], box["height"])


def around(*boxes: Box, margin: float = 0) -> Box:
    """Return the rectangle around several, with a margin that ends where the page does."""
    left = max(0, min(box.left for box in boxes) - margin)
    top = max(0, min(box.top for box in boxes) - margin)
    right = max(box.right for box in boxes) + margin
    bottom = max(box.bottom for box in boxes) + margin
    return Box(left, top, right - left, bottom - top)


def place_on(ticks: Sequence[tuple[str, float]], value: float) -> float:
    """Return where a value is on an axis with these labels, (text, place), by the line through all of them.

    Raises CannotTake where there are fewer than two labels, or where they do not lie on a line (a logarithmic axis).
    """
    values = [number_of(text) for text, _ in ticks]
    places = [place for _, place in ticks]
    if len(set(values)) < 2:
        raise CannotTake(f"an axis with the labels {[text for text, _ in ticks]} says too little")
    line = np.polynomial.Polynomial.fit(values, places, 1)
    if np.abs(line(np.array(values)) - places).max() > 2:
        raise CannotTake(f"the axis is not linear: {ticks}")
    return float(line(value))


def number_of(text: str) -> float:
    """Return the number that a label of an axis stands for: "1,000", "1.5k", "-0.2", "1e-3"."""
    found = NUMBER.fullmatch(text.replace(",", "").replace("\N{MINUS SIGN}", "-"))
    if not found:
        raise CannotTake(f"{text!r} is no label of an axis that can be read")
    return float(found[1]) * UNITS[found[2]]
