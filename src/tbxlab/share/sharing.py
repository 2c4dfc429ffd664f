"""From a log directory to a folder that shows it in TensorBoard's own interface, read-only."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from tbxlab.compat import tensorboard_private as private
from tbxlab.share import clean, folder, interface, projector
from tbxlab.share.answers import Answers
from tbxlab.share.bundle import write_zip
from tbxlab.share.collect import Collector
from tbxlab.share.histograms import DRAWN
from tbxlab.share.privacy import Scrubber
from tbxlab.share.provider import CopyProvider
from tbxlab.share.runs import SurveyedRun
from tbxlab.share.sampling import Reservoir
from tbxlab.share.surveys import Survey, survey

INTERFACE = "interface"
"""Where a copy keeps the interface's files if nothing else is said: below itself."""
EVENTS = "events.zip"
SHOWN, REST = "runs", "rest"
"""Folders in the temporary one: what the copy shows under its own names, what TensorBoard's loader reads."""
LINES = 20
"""What was left out is named on the page up to so many lines."""


class NothingToShare(ValueError):
    """There are event files, but nothing in them to see."""


@dataclass(frozen=True)
class SharedFolder:
    """A copy that was made."""

    path: Path
    interface: str
    """The address of the interface's folder, relative to the copy, with a slash at its end."""
    runs: tuple[str, ...]
    """The runs as the copy names them."""
    last_event: float | None
    files: tuple[str, ...]
    """Every file of the copy, relative to it; the interface's are among them where they lie inside."""
    size: int
    """Bytes of these files, uncompressed, without the interface."""
    replaced: dict[str, str]
    """Names and paths that were taken out -> what stands there now. Kept out of the copy, of course."""
    thinned: dict[str, int]
    """Kind of data -> series of which TensorBoard's sampling left only a part."""
    left_out: tuple[str, ...]
    """What could not be shared, one line each."""
    survey: Survey


@dataclass(frozen=True)
class Options:
    """How a copy is made."""

    all_points: bool = False
    """Keep what TensorBoard would sample away."""
    histogram_bins: int = DRAWN
    """How many bins a histogram keeps, 0 for all of them."""
    with_events: bool = False
    """Add the event files, scrubbed like the rest."""
    interface_url: str = INTERFACE
    """Where the interface's files are, relative to the copy."""
    place_interface: bool = True
    """Put the interface's files there."""
    title: str | None = None
    """What the copy is called; else it has the name of the log directory."""
    hide: tuple[str, ...] = ()
    """Further words to take out."""
    keep: tuple[str, ...] = ()
    """Names that stay although they look like those of a host or a user."""


def share(
    source: str | Path | Survey,
    out: str | Path,
    options: Options = Options(),
    *,
    progress: Callable[[int, int], None] | None = None,
    **changes: Any,
) -> SharedFolder:
    """Make a read-only copy of what TensorBoard shows of a log directory, in the folder `out`.

    `source` is the directory, or what `survey` found in it: take the survey first if you want to be asked before
    something is published. Of each file the copy has what the survey has seen, and nothing that was logged later.
    `changes` are fields of `options`, by name. `progress` is called with bytes (done, of how many).

    Raises NoEvents, NothingToShare, NotAShare (`out` is something else), ValueError (the interface's address is not
    relative), TypeError (`changes` names something else) and TensorBoardChanged.
    """
    options = replace(options, **changes)
    out, address = Path(out), _relative(options.interface_url)
    folder.check(out)
    found = source if isinstance(source, Survey) else survey(source)
    if found.is_empty:
        raise NothingToShare(_nothing(found))
    folder.begin(out)
    scrubber = Scrubber(found.hosts, found.users, options.hide, options.keep, found.told)
    making = _Making(found, out, scrubber, options)
    name = scrubber.run(options.title or found.logdir.resolve().name)
    with tempfile.TemporaryDirectory(prefix="tbxlab-share-", ignore_cleanup_errors=True) as temporary:
        with private.quiet_and_light():
            index = making.answers(Path(temporary), name, progress or (lambda done, total: None))
        others = [EVENTS] if options.with_events else []
        if options.with_events:
            write_zip(Path(temporary) / SHOWN, out / EVENTS)
    about = making.about(name) | {
        "interface": {"url": address, "id": interface.identity()},
        "events": {"file": EVENTS, "bytes": (out / EVENTS).stat().st_size} if options.with_events else None,
    }
    if options.place_interface:
        placed = interface.place(out / address)
        if placed.resolve().is_relative_to(out.resolve()):
            inside = placed.resolve().relative_to(out.resolve())
            others += [(inside / file).as_posix() for file in interface.files()]
    files = folder.finish(out, making.store, index, about, others)
    own = [file for file in files if not file.startswith(f"{address}{interface.identity()}/")]
    return SharedFolder(
        path=out,
        interface=f"{address}{interface.identity()}/",
        runs=tuple(making.runs.values()),
        last_event=found.last_event,
        files=tuple(files),
        size=sum((out / file).stat().st_size for file in own),
        replaced=dict(sorted(scrubber.told.items())),
        thinned=making.thinned,
        left_out=tuple(making.left_out),
        survey=found,
    )


class _Making:
    """The state of one copy while it is made."""

    def __init__(self, found: Survey, out: Path, scrubber: Scrubber, options: Options):
        self._found, self._scrubber, self._options = found, scrubber, options
        self.runs = clean.run_names([run.name for run in found.runs], scrubber)
        self.store = folder.data_store(out)
        self._limits = {} if options.all_points else private.points_kept()
        self.left_out: list[str] = []
        """One line each, with the names that runs have in the copy."""
        self.thinned: dict[str, int] = {}

    def answers(self, temporary: Path, name: str, progress: Callable[[int, int], None]) -> dict[str, Any]:
        """Load one run after another, keep TensorBoard's answers to all questions, return their index."""
        shown_files = temporary / SHOWN
        shown_files.mkdir()
        every = self._options.all_points
        limits = dict.fromkeys(private.SAMPLED, private.EVERY_POINT) if every else {}
        provider = CopyProvider(name)
        application = private.application(provider, shown_files, f"{name} · read-only copy", limits)
        collector = Collector(Answers(application), provider, self.store, self._options.histogram_bins, every)
        cleaner = clean.Cleaner(self._scrubber, self._reservoirs(), self._options.with_events)
        done, total = 0, sum(run.size for run in self._found.runs)
        for number, run in enumerate(self._found.runs):
            shown = self.runs[run.name]
            for file in run.files:
                self._scrubber.run(file.name)  # files get new names; that they told a host is to be said
            rest = temporary / f"{REST}-{number}"  # not the run's name: TensorBoard reads meaning into some
            taken = cleaner.take(run, rest, shown_files / shown, partial(_further, progress, done, total))
            self.left_out += [f"run {shown}: a file was replaced after it was listed" for _ in taken.changed]
            self.left_out += projector.copy(run.path, shown_files / shown, self._scrubber, shown, self._found.seen)
            self._add(provider, shown, run, taken, rest, limits)
            collector.run(shown)
            self._count_thinned(run, collector.kept(shown))
            provider.forget(shown)
            shutil.rmtree(rest, ignore_errors=True)  # Windows may hold it open still; all goes at the end
            done += run.size
            progress(min(done, total), total)
        if "." not in self.runs:
            self.left_out += projector.copy(self._found.logdir, shown_files, self._scrubber, ".", self._found.seen)
        index = collector.everything()
        self.left_out += collector.missing
        return index

    def _add(
        self, provider: CopyProvider, shown: str, run: SurveyedRun, taken: clean.CleanRun, rest: Path, limits: dict
    ) -> None:
        """Give a run to the provider. One that TensorBoard cannot load must not cost the others, nor its scalars."""
        loaded = None
        if taken.has_rest:
            try:
                loaded = private.load_run(rest, shown, limits)
            except private.TensorBoardChanged:
                raise
            except Exception:  # noqa: BLE001 - whatever an odd log makes of it
                what = "shown are its scalars alone" if taken.scalars else "nothing of it is shown"
                self.left_out.append(f"run {shown}: TensorBoard's loader failed on it; {what}")
        if loaded or taken.scalars or run.is_plain:
            try:
                provider.add(shown, run.start, taken.scalars, loaded, [*map(self._scrubber.tag, run.in_order())])
            except private.TensorBoardChanged:
                raise
            except Exception:  # noqa: BLE001 - as above
                self.left_out.append(f"run {shown}: TensorBoard cannot list what is in it")

    def _reservoirs(self) -> dict[str, Reservoir]:
        """How TensorBoard samples each kind of data, for all lengths of series that there are."""
        sizes = dict.fromkeys(private.SAMPLED, 0) if self._options.all_points else private.sizes_kept()
        made = {plugin: Reservoir(size) for plugin, size in sizes.items()}
        by_size = {reservoir.size: reservoir for reservoir in made.values()}
        for plugin in made:
            made[plugin] = by_size[made[plugin].size]
            made[plugin].prepare(
                series.count
                for run in self._found.runs
                for series in run.series.values()
                if series.shown_under == plugin
            )
        return made

    def about(self, name: str) -> dict[str, Any]:
        """What the page tells of the copy."""
        return {
            "title": name,
            "runs": len(self.runs),
            "lastEvent": self._found.last_event,
            "versions": {"tbxlab": version("tbxlab"), "TensorBoard": private.version()},
            "thinned": self.thinned,
            "histogramBins": self._options.histogram_bins,
            "scrubbed": bool(self._scrubber.told),
            "damaged": bool(self._found.damage),
            "leftOut": self.left_out[:LINES],
            "leftOutMore": max(0, len(self.left_out) - LINES),
        }

    def _count_thinned(self, run: SurveyedRun, kept: dict[tuple[str, str], int]) -> None:
        for (plugin, tag), written in run.points.items():
            limit = self._limits.get(plugin, private.EVERY_POINT)
            if limit <= kept.get((plugin, self._scrubber.tag(tag)), 0) < written:
                self.thinned[plugin] = self.thinned.get(plugin, 0) + 1


def _relative(url: str) -> str:
    """The interface's address with a slash at its end. Raises ValueError unless it is a relative path."""
    if "://" in url or url.startswith("/") or "\\" in url or PurePosixPath(url).is_absolute():
        raise ValueError(
            f"{url!r} is no relative address: say where the interface lies as seen from the copy, such as ../interface"
        )
    return os.path.normpath(url).replace(os.sep, "/") + "/"


def _nothing(found: Survey) -> str:
    damages = " ".join(str(damage) for damage in found.damage[:3])
    return f"nothing to share: {found.logdir} has event files, but there is nothing in them. {damages}".rstrip()


def _further(progress: Callable[[int, int], None], done: int, total: int, now: int) -> None:
    """Report how far all runs together are: ``done`` before this run, ``now`` of it."""
    progress(done + now, total)
