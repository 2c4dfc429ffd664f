"""A run: one directory with its event files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tbxlab.events import audio, graph_kinds, histograms, hparams, images, layouts, meshes, pr_curves, scalars, texts
from tbxlab.events.audio import Audio
from tbxlab.events.damage import Damage
from tbxlab.events.decode import RunReader
from tbxlab.events.files import EventFile, Purge
from tbxlab.events.folders import event_files, is_event_file, no_events
from tbxlab.events.graphs import Graph
from tbxlab.events.histograms import Histograms
from tbxlab.events.hparams import HParams
from tbxlab.events.images import Images
from tbxlab.events.layouts import Layout
from tbxlab.events.meshes import Meshes
from tbxlab.events.pr_curves import PRCurves
from tbxlab.events.scalars import Scalars
from tbxlab.events.texts import Texts

GRAPHS = (graph_kinds.DEF, graph_kinds.TRACE, graph_kinds.KERAS)
TABS = (scalars, histograms, images, audio, pr_curves, meshes, texts, layouts, hparams)
KINDS = {kind.plugin: kind for kind in (*(tab.KIND for tab in TABS), *GRAPHS)}

TAGGED = ("scalars", "histograms", "images", "audio", "pr_curves", "meshes", "texts")
"""The fields of Run that hold data by tag."""


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """What the event files of one directory hold, every point, in the order in which TensorBoard reads them."""

    path: Path
    files: tuple[EventFile, ...]
    """In the order of their names, which begin with the second at which each was made."""
    scalars: dict[str, Scalars]
    histograms: dict[str, Histograms]
    images: dict[str, Images]
    audio: dict[str, Audio]
    pr_curves: dict[str, PRCurves]
    meshes: dict[str, Meshes]
    texts: dict[str, Texts]
    graphs: tuple[Graph, ...]
    """Every graph that was written, in file order. TensorBoard shows one of a run: the last with its fast loader, the
    first with the other. A Keras model that TensorBoard cannot draw is in `keras_models` only."""
    keras_models: dict[str, dict]
    """Keras models as the Keras callback describes them, by tag: the JSON, as plain values."""
    hparams: HParams | None
    """What this run says for the HParams dashboard, None where it says nothing."""
    layouts: tuple[Layout, ...]
    """Each Custom Scalars layout that was written; see `layout`."""
    purges: tuple[Purge, ...]
    """What writers declared void (`purge_step`). Nothing is dropped for it here."""
    damage: tuple[Damage, ...]
    """Everything that could not be read, and why; empty for sound files."""
    unread: dict[str, dict[str, int]]
    """What is in the files but not read by this package: kind -> tag -> how many."""

    def __repr__(self) -> str:
        held = [f"{kind} {', '.join(map(repr, tags))}" for kind, tags in self.tags.items()]
        held += [f"{len(self.graphs)} graph{'s' * (len(self.graphs) > 1)}"] if self.graphs else []
        if self.hparams:
            held.append(f"hparams {', '.join(map(repr, self.hparams.values or self.hparams.declared)) or '(none)'}")
        held += [f"{len(self.files)} files"] if len(self.files) != 1 else []
        held += ["damaged"] if self.damage else []
        return f"<Run {str(self.path)!r}: {'; '.join(held) or 'nothing in it'}>"

    @property
    def tags(self) -> dict[str, tuple[str, ...]]:
        """The tags of each kind that this run holds, under the name of the kind's field here."""
        return {kind: tuple(getattr(self, kind)) for kind in TAGGED if getattr(self, kind)}

    @property
    def layout(self) -> Layout | None:
        """The layout written last, or None."""
        return self.layouts[-1] if self.layouts else None

    @property
    def is_damaged(self) -> bool:
        """Whether anything could not be read."""
        return bool(self.damage)

    @property
    def overlapping_tags(self) -> tuple[str, ...]:
        """The scalar tags that one file takes up at a step which an earlier file had reached already.

        Compared for each tag: the first step in a file with the largest step in the files before it. A purge
        in that file which covers the overlap is not looked at; see `is_reused`.
        """
        series = self.scalars.items()
        return tuple(tag for tag, s in series if any(again <= reached for _, again, reached in _joints(s)))

    @property
    def is_reused(self) -> bool:
        """Whether a second training wrote over the steps of a first, without saying so.

        True where a tag is taken up again in a later file at a step that was reached before (see
        `overlapping_tags`) and that file declares no purge at or below that step. Two writers that log one tag
        into one directory at the same time look the same; compare the wall times in `files`.
        """
        return any(
            again <= reached and not any(p.file == file and p.step <= again for p in self.purges)
            for s in self.scalars.values()
            for file, again, reached in _joints(s)
        )

    @property
    def is_resumed(self) -> bool:
        """Whether a later file goes on with a tag of an earlier one, and it is not reused.

        It begins after the last step reached, or declares by a purge from which step it replaces the earlier
        points.
        """
        return not self.is_reused and any(_joints(s) for s in self.scalars.values())


def _joints(series: Scalars) -> list[tuple[int, int, int]]:
    """For each file that goes on with a tag: its index, its first step, the largest step before it."""
    begins = np.flatnonzero(np.diff(series.files)) + 1
    return [(int(series.files[i]), int(series.steps[i]), int(series.steps[:i].max())) for i in begins]


def read_files(path: Path, files: list[Path]) -> Run:
    """The run at `path`, made of these files in this order."""
    reader = RunReader(KINDS)
    for file in files:
        reader.read(file)
    found: dict[str, dict] = {plugin: {} for plugin in KINDS}
    for (plugin, tag), points in reader.points().items():
        found[plugin][tag] = KINDS[plugin].build(points)
    models = found[graph_kinds.KERAS.plugin]
    drawn = [graphs for _, graphs in models.values()]
    return Run(
        path=path,
        files=tuple(reader.files),
        scalars=found["scalars"],
        histograms=found["histograms"],
        images=found["images"],
        audio=found["audio"],
        pr_curves=found["pr_curves"],
        meshes=meshes.together(found["mesh"]),
        texts=found["text"],
        graphs=graph_kinds.in_file_order(
            found[graph_kinds.DEF.plugin].values(), found[graph_kinds.TRACE.plugin].values(), drawn
        ),
        keras_models={tag: model for tag, (model, _) in models.items()},
        hparams=hparams.together(found["hparams"]),
        layouts=tuple(layout for written in found["custom_scalars"].values() for layout in written),
        purges=tuple(reader.purges),
        damage=tuple(reader.damage),
        unread={kind: dict(tags) for kind, tags in reader.unread.items()},
    )


def read_run(path: str | Path) -> Run:
    """Read the event files of one directory (not of those below it), or one event file.

    Raises NoEvents, which says what is there instead. Damaged files raise nothing: see `Run.damage`.
    """
    path = Path(path)
    if path.is_file() and is_event_file(path.name):
        return read_files(path, [path])
    files = event_files(path) if path.is_dir() else []
    if not files:
        raise no_events(path)
    return read_files(path, files)
