"""The runs that pages open in the shared viewer: a small registry, name -> title and reference runs.

A shared run is declared beside the dashboards of its page, in ``tbxlab/labNN/pictures/dashboards.py``:

    shared_run("02-overfitting", "Overfitting", runs=["02_scalars/overfitting-0"])

and a page links to it in plain HTML, by the path from the page and the tab it is to open on:

    <a class="md-button" href="../shared/02-overfitting/#timeseries" target="_blank">Open this run in TensorBoard</a>

``tbxlab site`` makes the copies that pages link to, below shared/ of the built site. They use one copy of TensorBoard's
interface together, in shared/interface/. Nothing of it is committed.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tbxlab.authoring.dashboards import Layout, Runs, dashboards, lay_out, layout

if TYPE_CHECKING:
    from tbxlab.share import SharedFolder

FOLDER = "shared"
INTERFACE = "../interface"
LINK = re.compile(rf'href="((?:\.\./)*{FOLDER}/([^/"?#]+)/([^"]*))"')
"""A page's link to a shared run: its address, the run's name, and what follows ("#timeseries")."""


@dataclass(frozen=True)
class SharedRun:
    """What one button opens."""

    name: str
    title: str
    runs: Layout


class UnknownRun(LookupError):
    """A page links to a shared run that nobody has declared."""


_shared: dict[str, SharedRun] = {}


def shared_run(name: str, title: str, *, runs: Runs) -> None:
    """Declare what site/shared/<name>/ shows; ``runs`` as for `dashboards.dashboard`."""
    made = SharedRun(name, title, layout(runs))
    if _shared.setdefault(name, made) != made or name == Path(INTERFACE).name:
        raise ValueError(f"the shared run {name} is declared twice, or its name is taken")


def shared_runs() -> dict[str, SharedRun]:
    """Return every shared run by its name."""
    dashboards()  # imports the modules that declare them
    return dict(sorted(_shared.items()))


def links(html: str) -> "Iterator[tuple[str, str, str]]":
    """Give a page's links to shared runs: (address, name, what follows)."""
    for found in LINK.finditer(html):
        yield found[1], found[2], found[3].replace("&amp;", "&")


def publish(site: Path) -> "list[SharedFolder]":
    """Make the copies that the pages of a built site link to. Raises UnknownRun, and what `share` raises."""
    wanted: dict[str, Path] = {}
    for page in sorted(site.rglob("*.html")):
        if FOLDER not in page.relative_to(site).parts:
            wanted |= {name: page for _, name, _ in links(page.read_text(encoding="utf-8")) if name not in wanted}
    if not wanted:
        return []
    known = shared_runs()
    for name, page in wanted.items():
        if name not in known:
            names = ", ".join(known) or "none"
            raise UnknownRun(f"{page.relative_to(site).as_posix()} opens the shared run {name!r}; there are: {names}")
    return [_publish(known[name], site / FOLDER / name) for name in sorted(wanted)]


def _publish(run: SharedRun, out: Path) -> "SharedFolder":
    from tbxlab.share import share

    with tempfile.TemporaryDirectory(prefix="tbxlab-shared-", ignore_cleanup_errors=True) as temporary:
        logdir = Path(temporary) / "runs"
        lay_out(run.runs, logdir)
        return share(logdir, out, interface_url=INTERFACE, title=run.title)
