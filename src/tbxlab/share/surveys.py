"""What a log tells, found out before anything is written: runs, texts, pictures, hyperparameters, names, damage."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google.protobuf.message import DecodeError
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.hparams import plugin_data_pb2 as hparams_pb2

from tbxlab.events.damage import Damage
from tbxlab.events.folders import Found, event_files, no_events, walk
from tbxlab.events.kinds import FIELDS
from tbxlab.share import privacy, projector, protos, reading
from tbxlab.share.names import folded
from tbxlab.share.reading import SIMPLE, Chunk
from tbxlab.share.runs import Place, Series, SurveyedFile, SurveyedRun
from tbxlab.share.strings import Strings

__all__ = ["Excerpt", "Survey", "SurveyedRun", "survey"]

EXCERPTS = 1000
"""Texts that are remembered whole at most; of the others, their lines are."""


@dataclass(frozen=True)
class Excerpt:
    """One text that will be published."""

    run: str
    tag: str
    text: str


@dataclass
class Survey:
    """Everything that a copy of a log directory would make public."""

    logdir: Path
    runs: list[SurveyedRun] = field(default_factory=list)
    texts: list[Excerpt] = field(default_factory=list)
    text_count: int = 0
    strings: Strings = field(default_factory=Strings)
    """Every string that would be published, by where it stands."""
    hparams: dict[str, set[str]] = field(default_factory=dict)
    """Name -> its distinct values, as text."""
    hosts: set[str] = field(default_factory=set)
    """Host names that the log tells."""
    users: set[str] = field(default_factory=set)
    """User names that the log tells."""
    told: dict[str, str] = field(default_factory=dict)
    """Every path, name and secret in a text, a tag or the name of a run -> what comes in its place."""
    around: dict[str, str] = field(default_factory=dict)
    """The same -> the text around it."""
    embeddings: list[projector.Embedding] = field(default_factory=list)
    seen: projector.Seen = field(default_factory=dict)
    """What the files of embeddings hold."""
    last_event: float | None = None
    """Wall time of the latest event, seconds since 1970."""
    damage: list[Damage] = field(default_factory=list)

    def tags(self, plugin: str) -> dict[tuple[str, str], int]:
        """(run, tag) -> values written, of one plugin under TensorBoard's name."""
        return {
            (run.name, tag): count for run in self.runs for (kind, tag), count in run.points.items() if kind == plugin
        }

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to see."""
        return not self.embeddings and not any(run.points for run in self.runs)


def survey(logdir: str | Path, progress: Callable[[int, int], None] | None = None) -> Survey:
    """Look through every event file at or below `logdir`. `progress` is called with bytes (done, of how many).

    Raises NoEvents where there is no event file. What is damaged is told in `Survey.damage`.
    """
    logdir = Path(logdir)
    found_runs = walk(logdir) if logdir.is_dir() else Found()
    directories = found_runs.runs
    if not directories:
        raise no_events(logdir)
    found = Survey(logdir, damage=list(found_runs.unlisted))
    sizes = {name: {file: _size(file) for file in event_files(path)} for name, path in directories.items()}
    found.hosts.update(host for files in sizes.values() for file in files for host in privacy.hosts_of_file(file.name))
    look = _Look(found)
    done, total = 0, sum(size for files in sizes.values() for size in files.values())
    for name, path in directories.items():
        run = SurveyedRun(name, path, list(sizes[name]), sum(sizes[name].values()))
        look.name_of_run(name)
        found.runs.append(run)
        for index, file in enumerate(run.files):
            reader = _FileLook(index, run, found, look)
            run.read[file] = SurveyedFile()
            for chunk in reading.chunks(file, found.damage):
                run.read[file] = SurveyedFile(chunk.end, chunk.digest)
                reader.take(chunk)
                if progress:
                    progress(min(done + chunk.end, total), total)
            done += sizes[name][file]
    look.where = "labels"
    for name, path in {".": logdir, **directories}.items():
        found.embeddings += projector.embeddings(name, path, found.seen, look.text)
    found.hparams = dict(sorted(found.hparams.items()))  # protobuf's maps have a new order in each process
    found.told, found.around = look.told, look.around
    mentioned = {folded(word) for word in look.told}
    hosts, users = privacy.this_machine()
    found.hosts.update(host for host in hosts if folded(host) in mentioned)
    found.users.update(user for user in users if folded(user) in mentioned)
    return found


class _FileLook:
    """One file on its way into a survey."""

    def __init__(self, index: int, run: SurveyedRun, found: Survey, look: _Look):
        self._index, self._run, self._found, self._look = index, run, found, look
        self._begun = False

    def take(self, chunk: Chunk) -> None:
        """Look at the records of one block."""
        if not self._begun:
            self._begin(chunk)
        for value, batch in chunk.numbers:
            self._latest(float(batch.wall_times.max()))
            self._look.metadata(value)
            self._note(value, (self._index, int(batch.records[0]), 0), len(batch.records))
        for single in chunk.singles():
            self._event(chunk.block.first_record + single.place, single.event)

    def _begin(self, chunk: Chunk) -> None:
        self._begun = True
        if self._run.start is None:
            start, length = int(chunk.block.starts[0]), int(chunk.block.lengths[0])
            try:
                event = event_pb2.Event.FromString(chunk.block.data[start : start + length])
            except DecodeError:
                return
            self._run.start = event.wall_time
            self._run.has_version = event.file_version.startswith("brain.Event:") and event.file_version[-1:] >= "2"

    def _event(self, record: int, event: event_pb2.Event) -> None:
        self._latest(event.wall_time)
        self._run.starts += event.session_log.status == event_pb2.SessionLog.START
        if protos.is_plain_scalar(event):
            for place, value in enumerate(event.summary.value):
                series = self._run.series.get(value.tag)
                if series and series.form == SIMPLE and (self._index, record, place) > series.first:  # nothing new
                    series.count += 1
                    series.forms.add(SIMPLE)
                    self._run.points[self._run.plugins[value.tag], value.tag] += 1
                else:
                    self._note(value, (self._index, record, place), 1)
            return
        self._count(event)
        for place, value in enumerate(event.summary.value):
            self._note(value, (self._index, record, place), 1)
        self._look.where = _where(event, self._run)
        protos.walk_event(event, self._run.plugins, self._look)

    def _latest(self, wall_time: float) -> None:
        before = self._found.last_event
        if wall_time and math.isfinite(wall_time) and (before is None or wall_time > before):
            self._found.last_event = wall_time

    def _note(self, value: Any, place: Place, count: int) -> None:
        """Count values that are like this one, the first of which is at `place`."""
        tag, form = protos.tag_of(value), reading.form(value)
        named = value.metadata.plugin_data.plugin_name
        series = self._run.series.get(tag)
        if series is None or place < series.first:
            metadata = None
            if value.HasField("metadata"):
                metadata = summary_pb2.SummaryMetadata()
                metadata.CopyFrom(value.metadata)
            before, series = series, Series(place, form, metadata)
            if before:
                series.forms, series.plugins, series.count = before.forms, before.plugins, before.count
            else:
                self._look.tag(tag)
            self._run.series[tag] = series
        series.forms.add(form)
        series.plugins.add(named)
        series.count += count
        plugin = self._run.plugins.setdefault(tag, named or FIELDS.get(value.WhichOneof("value") or "", ""))
        self._run.points[plugin, tag] += count

    def _count(self, event: event_pb2.Event) -> None:
        if event.HasField("graph_def") or event.HasField("meta_graph_def"):
            self._run.points["graphs", ""] += 1
        if event.HasField("tagged_run_metadata"):
            self._run.points["graph_tagged_run_metadata", event.tagged_run_metadata.tag] += 1
        for value in event.summary.value:
            plugin = value.metadata.plugin_data.plugin_name or self._run.plugins.get(protos.tag_of(value), "")
            if plugin == "text":
                self._note_text(value)
            if plugin == "hparams":
                _note_hparams(value.metadata.plugin_data.content, self._found)

    def _note_text(self, value: Any) -> None:
        self._found.text_count += 1
        if len(self._found.texts) < EXCERPTS:
            text = b" ".join(value.tensor.string_val).decode("utf-8", errors="replace")
            self._found.texts.append(Excerpt(self._run.name, protos.tag_of(value), " ".join(text.split())))


def _where(event: event_pb2.Event, run: SurveyedRun) -> str:
    """What the strings of an event are, for the listing."""
    if event.HasField("graph_def") or event.HasField("meta_graph_def") or event.HasField("tagged_run_metadata"):
        return "graphs"
    for value in event.summary.value:
        plugin = value.metadata.plugin_data.plugin_name or run.plugins.get(protos.tag_of(value), "")
        if plugin == "text":
            return f"text {protos.tag_of(value)}"
        if plugin.startswith("graph"):
            return "graphs"
        if plugin in ("hparams", "custom_scalars"):
            return {"hparams": "hyperparameters", "custom_scalars": "layouts"}[plugin]
    return "others"


def _note_hparams(content: bytes, found: Survey) -> None:
    message = hparams_pb2.HParamsPluginData()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return
    for name, value in message.session_start_info.hparams.items():
        kind = value.WhichOneof("kind")
        number = value.number_value
        shown = f"{number:g}" if kind == "number_value" else str(getattr(value, kind) if kind else "")
        found.hparams.setdefault(name, set()).add(shown)


class _Look:
    """Shown every string; changes none, and remembers them, and the names and paths that are in them."""

    def __init__(self, found: Survey):
        self._found = found
        hosts, users = privacy.this_machine()
        self._scrubber = privacy.Scrubber({*hosts, *found.hosts}, users)
        self.where = ""

    @property
    def told(self) -> dict[str, str]:
        return dict(self._scrubber.told)

    @property
    def around(self) -> dict[str, str]:
        return dict(self._scrubber.around)

    def text(self, value: str) -> str:
        if value and self._found.strings.add(self.where, value):
            self._learn(value)
            self._scrubber.text(value)
        return value

    def setting(self, name: str, value: str) -> str:
        self._scrubber.setting(name, value)
        self._learn(f'"{name}": "{value}"')
        return self.text(value)

    def run(self, value: str) -> str:
        self._scrubber.run(value)
        return value

    def metadata(self, value: Any) -> None:
        if value.HasField("metadata"):
            self.where = "descriptions"
            self.text(value.metadata.display_name)
            self.text(value.metadata.summary_description)

    def name_of_run(self, name: str) -> None:
        if name.count("/") > 1:  # `home/ann/exp`; a run called `home/exp` tells nothing
            self._learn("/" + name)
        for part in name.split("/"):
            self._scrubber.run(part)

    def tag(self, value: str) -> str:
        if value and self._found.strings.add("names of nodes" if self.where == "graphs" else "tags", value):
            self._learn(value)
            self._scrubber.tag(value)
        return value

    def _learn(self, value: str) -> None:
        self._found.users.update(privacy.users_in(value))
        self._found.hosts.update(privacy.hosts_in(value))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
