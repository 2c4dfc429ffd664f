"""What a log tells, found out before anything is written: runs, texts, pictures, hyperparameters, names, damage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from google.protobuf.message import DecodeError
from tensorboard.compat.proto import event_pb2
from tensorboard.plugins.hparams import plugin_data_pb2 as hparams_pb2

from tbxlab.events.damage import RECORD, Damage
from tbxlab.events.folders import event_files, no_events, run_directories
from tbxlab.events.kinds import FIELDS
from tbxlab.events.records import RecordFile
from tbxlab.share import privacy, projector, protos

EXCERPT = 80
"""Characters shown of a text."""
EXCERPTS = 1000
"""Texts that are remembered at most; the others are only counted."""


@dataclass(frozen=True)
class Excerpt:
    """The beginning of one text that will be published."""

    run: str
    tag: str
    text: str


@dataclass
class SurveyedRun:
    """One run directory, as it was found."""

    name: str
    path: Path
    files: list[Path]
    size: int
    """Bytes of its event files."""
    points: Counter = field(default_factory=Counter)
    """(plugin, tag) -> how many values were written."""
    plugins: dict[str, str] = field(default_factory=dict)
    """Tag -> plugin."""
    looked_into: set[Path] = field(default_factory=set)
    """Files that hold more than plain scalars, or a record that cannot be understood: not to be copied unread."""


@dataclass
class Survey:
    """Everything that a copy of a log directory would make public."""

    logdir: Path
    runs: list[SurveyedRun] = field(default_factory=list)
    texts: list[Excerpt] = field(default_factory=list)
    text_count: int = 0
    hparams: dict[str, set[str]] = field(default_factory=dict)
    """Name -> its distinct values, as text."""
    hosts: set[str] = field(default_factory=set)
    """Host names that the log tells."""
    users: set[str] = field(default_factory=set)
    """User names that the log tells."""
    told: set[str] = field(default_factory=set)
    """Every path and name that stands in a text, a tag or the name of a run."""
    embeddings: list[projector.Embedding] = field(default_factory=list)
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
    directories = run_directories(logdir) if logdir.is_dir() else {}
    if not directories:
        raise no_events(logdir)
    found = Survey(logdir)
    sizes = {name: {file: _size(file) for file in event_files(path)} for name, path in directories.items()}
    found.hosts.update(host for files in sizes.values() for file in files for host in privacy.hosts_of_file(file.name))
    look = _Look(found)
    done, total = 0, sum(size for files in sizes.values() for size in files.values())
    for name, path in directories.items():
        run = SurveyedRun(name, path, list(sizes[name]), sum(sizes[name].values()))
        look.run(name)
        found.runs.append(run)
        for file in run.files:
            _look_through(file, run, found, look)
            done += sizes[name][file]
            if progress:
                progress(done, total)
    for name, path in {".": logdir, **directories}.items():
        found.embeddings += projector.embeddings(name, path)
    found.hparams = dict(sorted(found.hparams.items()))  # protobuf's maps have a new order in each process
    found.told = look.told
    mentioned = {word.casefold() for word in look.told}
    hosts, users = privacy.this_machine()
    found.hosts.update(host for host in hosts if host.casefold() in mentioned)
    found.users.update(user for user in users if user.casefold() in mentioned)
    return found


def sound_events(path: Path, damage: list[Damage]) -> Iterator[tuple[bytes, event_pb2.Event]]:
    """Each record of a file, as bytes and as a message; what cannot be read is added to `damage`."""
    records = RecordFile(path)
    for block in records.blocks():
        for index, (start, length) in enumerate(zip(block.starts.tolist(), block.lengths.tolist(), strict=True)):
            content = block.data[start : start + length]
            try:
                yield content, event_pb2.Event.FromString(content)
            except DecodeError as error:
                offset = block.offset + start
                damage.append(Damage(path, RECORD, offset, block.first_record + index, length, str(error)))
    if records.damage:
        damage.append(records.damage)


def _look_through(file: Path, run: SurveyedRun, found: Survey, look: _Look) -> None:
    already = len(found.damage)
    for _, event in sound_events(file, found.damage):
        if event.wall_time and (found.last_event is None or event.wall_time > found.last_event):
            found.last_event = event.wall_time
        if event.file_version:
            continue
        if protos.is_plain_scalar(event):
            for value in event.summary.value:
                run.points[run.plugins.setdefault(value.tag, "scalars"), value.tag] += 1
            continue
        run.looked_into.add(file)
        protos.walk_event(event, run.plugins, look)
        _count(event, run, found)
    if any(damage.kind == RECORD for damage in found.damage[already:]):
        run.looked_into.add(file)


def _count(event: event_pb2.Event, run: SurveyedRun, found: Survey) -> None:
    if event.HasField("graph_def") or event.HasField("meta_graph_def"):
        run.points["graphs", ""] += 1
    if event.HasField("tagged_run_metadata"):
        run.points["graph_tagged_run_metadata", event.tagged_run_metadata.tag] += 1
    for value in event.summary.value:
        named = value.metadata.plugin_data.plugin_name or FIELDS.get(value.WhichOneof("value") or "", "")
        plugin = run.plugins.setdefault(value.tag, named)
        run.points[plugin, value.tag] += 1
        if plugin == "text":
            _note_text(value, run, found)
        if plugin == "hparams":
            _note_hparams(value.metadata.plugin_data.content, found)


def _note_text(value: event_pb2.Event, run: SurveyedRun, found: Survey) -> None:
    found.text_count += 1
    if len(found.texts) < EXCERPTS:
        text = b" ".join(value.tensor.string_val).decode("utf-8", errors="replace")
        found.texts.append(Excerpt(run.name, value.tag, " ".join(text[: 2 * EXCERPT].split())[:EXCERPT]))


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
    """Shown every string; changes none, and remembers the names and paths that are in them."""

    def __init__(self, found: Survey):
        self._found = found
        hosts, users = privacy.this_machine()
        self._scrubber = privacy.Scrubber({*hosts, *found.hosts}, users)

    @property
    def told(self) -> set[str]:
        return set(self._scrubber.told)

    def text(self, value: str) -> str:
        self._found.users.update(privacy.users_in(value))
        self._scrubber.text(value)
        return value

    def run(self, value: str) -> str:
        self._scrubber.run(value)
        return value

    def tag(self, value: str) -> str:
        self._scrubber.tag(value)
        return value


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
