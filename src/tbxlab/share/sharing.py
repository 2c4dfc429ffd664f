"""From a log directory to a folder that shows it in TensorBoard's own interface, read-only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
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
from tbxlab.share.surveys import Survey, SurveyedRun, survey

INTERFACE = "interface"
"""Where a copy keeps the interface's files if nothing else is said: below itself."""
EVENTS = "events.zip"


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


def share(
    source: str | Path | Survey,
    out: str | Path,
    *,
    all_points: bool = False,
    histogram_bins: int = DRAWN,
    with_events: bool = False,
    interface_url: str = INTERFACE,
    place_interface: bool = True,
    title: str | None = None,
    hide: Iterable[str] = (),
    keep: Iterable[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> SharedFolder:
    """Make a read-only copy of what TensorBoard shows of a log directory, in the folder `out`.

    `source` is the directory, or what `survey` found in it: whoever wants to be asked before something is
    published takes the survey first. `all_points` keeps what TensorBoard would sample away; `histogram_bins`
    is how many bins a histogram keeps, 0 for all of them; `with_events` adds the event files, scrubbed like the
    rest. `interface_url` is where the interface's files lie, relative to `out`; they are put there unless
    `place_interface` is False. `hide` are further words to take out, `keep` names that stay although they look
    like those of a host or a user. `progress` is called with bytes (done, of how many).

    Raises NoEvents, NothingToShare, NotAShare (`out` is something else), ValueError (`interface_url` is not
    relative) and TensorBoardChanged.
    """
    out, address = Path(out), _relative(interface_url)
    folder.check(out)
    found = source if isinstance(source, Survey) else survey(source)
    if found.is_empty:
        raise NothingToShare(_nothing(found))
    folder.begin(out)
    scrubber = Scrubber(found.hosts, found.users, hide, keep)
    making = _Making(found, out, scrubber, all_points, histogram_bins)
    name = scrubber.run(title or found.logdir.resolve().name)
    with tempfile.TemporaryDirectory(prefix="tbxlab-share-", ignore_cleanup_errors=True) as temporary:
        with private.quiet_and_light():
            index = making.answers(Path(temporary), name, progress or (lambda done, total: None), with_events)
        others = [EVENTS] if with_events else []
        if with_events:
            write_zip(Path(temporary), out / EVENTS)
    about = making.about(name) | {
        "interface": {"url": address, "id": interface.identity()},
        "events": {"file": EVENTS, "bytes": (out / EVENTS).stat().st_size} if with_events else None,
    }
    if place_interface:
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

    def __init__(self, found: Survey, out: Path, scrubber: Scrubber, all_points: bool, bins: int):
        self._found, self._scrubber, self._bins, self._all_points = found, scrubber, bins, all_points
        self.runs = clean.run_names([run.name for run in found.runs], scrubber)
        self.store = folder.data_store(out)
        self._limits = {} if all_points else private.points_kept()
        self.left_out: list[str] = []
        self.thinned: dict[str, int] = {}

    def answers(
        self, temporary: Path, name: str, progress: Callable[[int, int], None], keep_files: bool
    ) -> dict[str, Any]:
        """Load one run after another, keep TensorBoard's answers to all questions, return their index."""
        limits = dict.fromkeys(private.SAMPLED, private.EVERY_POINT) if self._all_points else {}
        plugins = private.unsampled_plugins() if self._all_points else ()
        provider = CopyProvider(name)
        application = private.application(provider, temporary, f"{name} · read-only copy", limits, plugins)
        collector = Collector(Answers(application), provider, self.store, self._bins)
        done, total = 0, sum(run.size for run in self._found.runs)
        for run in self._found.runs:
            shown = self.runs[run.name]
            for file in run.files:
                self._scrubber.run(file.name)  # files get new names; that they told a host is to be said
            directory = temporary / shown
            self.left_out += clean.write_run(run, directory, self._scrubber)
            try:
                loaded = private.load_run(directory, shown, limits)
                provider.add(loaded)
            except private.TensorBoardChanged:
                raise
            except Exception as error:  # one run that TensorBoard cannot load must not cost the others
                self.left_out.append(f"run {run.name}: TensorBoard's loader failed: {type(error).__name__}: {error}")
                continue
            collector.run(shown)
            self._count_thinned(run, collector.kept(shown))
            provider.forget(shown)
            if not keep_files:
                _remove_events(directory)
            done += run.size
            progress(done, total)
        if "." not in self.runs:
            self.left_out += projector.copy(self._found.logdir, temporary, self._scrubber)
        index = collector.everything()
        self.left_out += collector.missing
        return index

    def about(self, name: str) -> dict[str, Any]:
        """What the page tells of the copy."""
        return {
            "title": name,
            "runs": len(self.runs),
            "lastEvent": self._found.last_event,
            "versions": {"tbxlab": version("tbxlab"), "TensorBoard": private.version()},
            "thinned": self.thinned,
            "histogramBins": self._bins,
            "scrubbed": bool(self._scrubber.told),
            "damaged": bool(self._found.damage),
            "leftOut": len(self.left_out),
        }

    def _count_thinned(self, run: SurveyedRun, kept: dict[tuple[str, str], int]) -> None:
        for (plugin, tag), written in run.points.items():
            limit = self._limits.get(plugin, private.EVERY_POINT)
            if limit <= kept.get((plugin, self._scrubber.tag(tag)), 0) < written:
                self.thinned[plugin] = self.thinned.get(plugin, 0) + 1


def _remove_events(directory: Path) -> None:
    for file in directory.glob("events.out.tfevents.*"):
        with suppress(OSError):  # on Windows the loader may hold it open still; the whole folder goes at the end
            file.unlink()


def _relative(url: str) -> str:
    """The interface's address with a slash at its end. Raises ValueError unless it is a relative path."""
    if "://" in url or url.startswith("/") or "\\" in url or PurePosixPath(url).is_absolute():
        raise ValueError(
            f"{url!r} is no relative address: say where the interface lies as seen from the copy, such as ../interface"
        )
    return os.path.normpath(url).replace(os.sep, "/") + "/"


def _nothing(found: Survey) -> str:
    said = " ".join(str(damage) for damage in found.damage[:3])
    return f"nothing to share: {found.logdir} has event files, but there is nothing in them. {said}".rstrip()
