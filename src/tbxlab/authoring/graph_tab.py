"""The tab GRAPHS in a picture: boxes are opened and selected, and their places asked for.

TensorBoard lays a graph out piece by piece and then moves it to its new place. So every step here waits until the
drawing (an SVG) reads the same three times in a row.
"""

import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from tbxlab.authoring.shots import Box, CannotTake, Shot, around, box_of

if TYPE_CHECKING:
    from playwright.sync_api import Locator

SCENE = "tf-graph-scene"
PAUSE_MS = 300
"""Between two looks at the drawing: longer than TensorBoard waits before it begins to move something."""


class Graph:
    """The graph that is drawn, by the names that its nodes have in the event file."""

    def __init__(self, shot: Shot) -> None:
        self._shot = shot
        self._scene = shot.page.locator(SCENE)
        self._scene.locator("g.node").first.wait_for()
        self._rest()

    def expand(self, *names: str) -> None:
        """Open these boxes ("Net/Linear[head]"), one after the other, as a double click does; the last is selected."""
        for name in names:
            self._shape(name).dispatch_event("dblclick")
            self._node(name, ".expanded").wait_for()
            self._rest()

    def select(self, name: str) -> None:
        """Select a node, as a click does: the card at the upper right says what it is."""
        selected = self._node(name, ".selected")
        self._until(lambda: self._shape(name).dispatch_event("click"), lambda: selected.count() == 1)

    def unselect(self) -> None:
        """Take the selection back, as a click beside the graph does: no card and no red frame."""
        drawing, selected = self._scene.locator("svg").first, self._scene.locator("g.node.selected")
        self._until(lambda: drawing.dispatch_event("click"), lambda: not selected.count())

    def fit(self) -> None:
        """Show the whole graph, as the button "Fit to screen" does."""
        page, frame = self._shot.page, box_of(self._scene)
        self._until(page.get_by_text("Fit to screen").click, lambda: self.whole.bottom <= frame.bottom)

    def box(self, name: str) -> Box:
        """Return where a node's box or oval is."""
        return box_of(self._shape(name))

    @property
    def whole(self) -> Box:
        """The rectangle around all that is drawn of the graph, without the empty space beside it."""
        return box_of(self._scene.locator("g#root > g.scene, g#root").first)

    def picture(self, *more: Box, margin: float = 12) -> Box:
        """Return what to crop to: all of the graph, and these boxes beside it, as far as the window goes.

        A picture of more than the window makes the window larger, and then TensorBoard lays the graph out again.
        """
        wanted, frame = around(self.whole, *more, margin=margin), box_of(self._scene)
        left, top = math.ceil(max(wanted.left, frame.left)), math.ceil(max(wanted.top, frame.top))
        right, bottom = math.floor(min(wanted.right, frame.right)), math.floor(min(wanted.bottom, frame.bottom))
        return Box(left, top, right - left, bottom - top)

    @property
    def names(self) -> list[str]:
        """The nodes that are drawn now."""
        return self._scene.locator("g.node:not(.bridge)").evaluate_all("ns => ns.map(n => n.dataset.name)")

    def _node(self, name: str, state: str = "") -> "Locator":
        return self._scene.locator(f"g.node{state}[data-name={json.dumps(name)}]").first

    def _shape(self, name: str) -> "Locator":
        return self._node(name).locator(":scope > .nodeshape")

    def _until(self, act: Callable[[], None], done: Callable[[], bool]) -> None:
        """Do it again until it has worked: TensorBoard takes the first click after a move for the end of a drag."""
        for _ in range(10):
            act()
            self._rest()
            if done():
                return
        raise CannotTake(f"{self._shot.page.url}: the graph does not do what it is told")

    def _rest(self) -> None:
        """Wait until the drawing is the same three times in a row."""
        looks: list[str] = []
        for _ in range(200):
            looks = [*looks[-2:], self._scene.locator("svg").first.inner_html()]
            if len(looks) == 3 and len(set(looks)) == 1:
                return
            self._shot.page.wait_for_timeout(PAUSE_MS)
        raise CannotTake(f"{self._shot.page.url}: the graph does not come to rest")
