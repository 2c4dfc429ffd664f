"""Pictures of the real dashboards, light and dark, each bound to the runs that it shows.

A picture is described in a module ``tbxlab/labNN/pictures/dashboards.py``:

    @dashboard("02-overfitting", runs=["02_scalars/overfitting-0"], tab="timeseries", shared="02-overfitting")
    def overfitting(shot):
        '''What is to be seen.'''
        card = shot.card("val/loss")
        shot.mark(1, card.point(step=80, value=0.31))       # a ring there, and a number beside it
        return card.box                                     # what the picture is cropped to

``tbxlab figures`` copies the runs below their names, starts TensorBoard on them (the slow loader, which orders runs
the same each time), opens the tab in headless Chromium and writes ``chapters/figures/dashboards/02-overfitting``
``.light.png`` and ``.dark.png``. figures.json records the SHA-256 of each run, TensorBoard's version, the size and
the marks; a picture that a reader would take for the one on disk (`pictures.same`) leaves that one as it is.
"""

import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tbxlab import board, events
from tbxlab.authoring import figures, pictures
from tbxlab.authoring.reference_runs import BASE, event_file
from tbxlab.authoring.run_files import beside
from tbxlab.authoring.shots import PATIENCE_MS, Box, CannotTake, Shot
from tbxlab.course import rooms

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import Browser

    from tbxlab.authoring.marks import Mark

THEMES = ("light", "dark")
FOLDER = "dashboards"
MOVED = 3
"""CSS pixels by which a mark may be elsewhere on another machine."""
Runs = Sequence[str] | Mapping[str, str | Sequence[str]]
"""Reference runs, shown below their own names; or shown name -> one, or several whose files lie in one directory."""
Layout = tuple[tuple[str, tuple[str, ...]], ...]
# Everything is read before the first answer, by the loader that is the same on every platform.
OPTIONS = ("--load_fast=false", "--reload_interval=0", "--reload_task=blocking")


@dataclass(frozen=True)
class Dashboard:
    """How one picture is taken."""

    name: str
    show: Callable[[Shot], Box]
    """Marks what the text points at, and returns what to crop to."""
    runs: Layout
    """(name in the picture, reference runs "lab/run" whose files lie in that directory), in order."""
    tab: str
    """What the address names it: "timeseries", "custom_scalars"; "" for the address without a tab."""
    shared: str | None
    """The shared run that the page's button opens on the same tab; None where there is nothing to open."""
    smoothing: float
    tags: str
    width: int
    height: int
    sidebar: int
    card_width: int
    pane: bool
    """Whether the settings of Time Series are open on the right."""
    logdir: str
    """What TensorBoard is started on, and shows as the place of its data."""

    @property
    def key(self) -> str:
        """What figures.json and the command line call it: its path below figures/, so no plot has the same name."""
        return f"{FOLDER}/{self.name}"

    @property
    def shown_by(self) -> str:
        """Where the function is: "tbxlab.lab02.pictures.dashboards:overfitting"."""
        return f"{self.show.__module__}:{self.show.__qualname__}"

    @property
    def sources(self) -> tuple[str, ...]:
        """The reference runs, each once."""
        return tuple(dict.fromkeys(source for _, sources in self.runs for source in sources))

    def path(self, theme: str) -> Path:
        """Where the picture is, for the theme "light" or "dark"."""
        return folder() / f"{self.name}.{theme}.png"

    def address(self, url: str) -> str:
        """Return the tab's address below TensorBoard's own."""
        if not self.tab:
            return url
        if self.tab == "timeseries":
            # Its charts as SVG, as TensorBoard itself draws them where WebGL is missing: the same pixels each time.
            query = {"forceSVG": "true", "smoothing": f"{self.smoothing:g}"}
            return f"{url}?{urlencode(query | ({'tagFilter': self.tags} if self.tags else {}))}#timeseries"
        query = {"_smoothingWeight": f"{self.smoothing:g}"} | ({"tagFilter": self.tags} if self.tags else {})
        return f"{url}#{self.tab}&{urlencode(query)}"

    def settings(self) -> dict[str, Any]:
        """Return the viewer's own settings, as TensorBoard keeps them in the browser."""
        return {
            "sideBarWidthInPercent": self.sidebar,
            "timeSeriesSettingsPaneOpened": self.pane,
            "timeSeriesCardMinWidth": self.card_width,
        }


@dataclass(frozen=True)
class Taken:
    """A picture that was taken, and where its marks are in it."""

    picture: "Image"
    marks: "tuple[Mark, ...]"


_dashboards: dict[str, Dashboard] = {}


def dashboard(
    name: str,
    *,
    runs: Runs,
    tab: str,
    shared: str | None = None,
    smoothing: float = 0.6,
    tags: str = "",
    width: int = 760,
    height: int = 900,
    sidebar: int = 0,
    card_width: int = 335,
    pane: bool = False,
    logdir: str = "runs",
) -> Callable:
    """Register a function that marks and crops the picture ``name``.

    ``runs`` are reference runs, shown below their own names, or a mapping: shown name -> reference run, or several
    whose event files lie in one directory. ``tags`` filters tags (a regular expression). ``width`` and ``height``
    are the window's in CSS pixels; of Time Series, ``sidebar`` is the list of runs in percent of that width, and
    ``card_width`` the least width of a card, and ``pane`` says whether its settings are open on the right.
    """

    def register(show: Callable[[Shot], Box]) -> Callable[[Shot], Box]:
        made = Dashboard(
            name, show, layout(runs), tab, shared, smoothing, tags, width, height, sidebar, card_width, pane, logdir
        )
        known = _dashboards.get(name)
        if known and known.shown_by != made.shown_by:
            raise ValueError(f"dashboard {name} is shown by both {known.shown_by} and {made.shown_by}")
        _dashboards[name] = made
        return show

    return register


def layout(runs: Runs) -> Layout:
    """Return (shown name, reference runs) for each directory of a log directory."""
    if not isinstance(runs, Mapping):
        runs = {run.split("/", 1)[1]: run for run in runs}
    return tuple((shown, (source,) if isinstance(source, str) else tuple(source)) for shown, source in runs.items())


def dashboards() -> dict[str, Dashboard]:
    """Return every dashboard by its key ("dashboards/02-overfitting"), after importing the
    labs' ``pictures/``.
    """
    rooms.load_all("pictures")
    return {made.key: made for _, made in sorted(_dashboards.items())}


def folder() -> Path:
    """Return the folder of the pictures."""
    return figures.figures_dir() / FOLDER


def lay_out(runs: Layout, logdir: Path) -> None:
    """Copy reference runs into a log directory, below the names they are shown by. Raises NoEvents."""
    logdir.mkdir(parents=True, exist_ok=True)
    for shown, sources in runs:
        (logdir / shown).mkdir(parents=True)
        for number, source in enumerate(sources):
            if not event_file(source).is_file():
                raise events.NoEvents(event_file(source))
            kept = event_file(source).name
            shutil.copy(event_file(source), logdir / shown / (f"{kept}.{number}" if number else kept))
            for path in beside(event_file(source).parent):
                copy = logdir / shown / path.relative_to(event_file(source).parent)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)


@contextlib.contextmanager
def serving(dashboard: Dashboard) -> "Iterator[tuple[str, Path]]":
    """Run TensorBoard on the dashboard's runs while the block lasts; give its address and its log directory."""
    with tempfile.TemporaryDirectory(prefix="tbxlab-shot-", ignore_cleanup_errors=True) as temporary:
        logdir = Path(temporary) / dashboard.logdir
        lay_out(dashboard.runs, logdir)
        with contextlib.chdir(temporary):  # a relative path, since some dashboards show it
            with board.serve(dashboard.logdir, options=OPTIONS) as url:
                yield url, logdir


def take(dashboard: Dashboard, browser: "Browser", theme: str, url: str, logdir: Path) -> Taken:
    """Open the dashboard in a window of its own and take its picture. Raises CannotTake."""
    from playwright.sync_api import Error

    context = browser.new_context(
        viewport={"width": dashboard.width, "height": dashboard.height},
        device_scale_factor=pictures.SCALE,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-US",
        timezone_id="UTC",
    )
    try:
        context.set_default_timeout(PATIENCE_MS)
        kept = json.dumps(json.dumps(dashboard.settings()))
        context.add_init_script(f"localStorage.setItem('_tb_global_settings', {kept})")
        page = context.new_page()
        if not dashboard.tab:  # that page shows the time of day; on the others a clock that stands still stops filters
            page.clock.set_fixed_time(BASE)
        page.goto(dashboard.address(url))
        page.wait_for_load_state("networkidle")
        shot = Shot(page, {name: events.read_run(logdir / name) for name, _ in dashboard.runs})
        return Taken(*shot.take(dashboard.show(shot)))
    except Error as error:
        raise CannotTake(f"{dashboard.name}: {error.message}") from error
    finally:
        context.close()


def draw(dashboard: Dashboard, browser: "Browser") -> bool:
    """Take the picture for both themes and record what it shows. Returns whether anything changed on disk."""
    changed = False
    folder().mkdir(parents=True, exist_ok=True)
    with serving(dashboard) as (url, logdir):
        taken = {theme: take(dashboard, browser, theme, url, logdir) for theme in THEMES}
    entry, before = record(dashboard, taken["light"]), figures.recorded().get(dashboard.key, {})
    if before and same_marks(entry["marks"], before["marks"]):
        entry["marks"] = before["marks"]  # to the pixel as on the machine that took the picture
    moved = entry != before
    for theme, each in taken.items():
        path = dashboard.path(theme)
        if moved or not path.exists() or not pictures.same(pictures.read(path), each.picture):
            path.write_bytes(pictures.png(each.picture))
            changed = True
    return figures.record(dashboard.key, entry) or changed


def same_marks(ones: Mapping[str, Sequence[int]], others: Mapping[str, Sequence[int]]) -> bool:
    """Return whether two pictures have the same marks at the same places, but for what another font moves."""
    return set(ones) == set(others) and all(
        abs(x - others[number][0]) <= MOVED and abs(y - others[number][1]) <= MOVED for number, (x, y) in ones.items()
    )


def record(dashboard: Dashboard, taken: Taken) -> dict[str, Any]:
    """Return what figures.json says of a picture: what it shows, its size in CSS pixels, its marks to the pixel."""
    return {
        "drawn_by": dashboard.shown_by,
        "command": f"tbxlab figures {dashboard.key}",
        "runs": figures.run_hashes(dashboard.sources),
        "tensorboard": version("tensorboard"),
        "tab": dashboard.tab,
        "size": [length // pictures.SCALE for length in taken.picture.size],
        "marks": {str(mark.number): [round(mark.x), round(mark.y)] for mark in taken.marks},
    }
