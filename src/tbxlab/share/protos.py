"""Where texts hide in an event, and what kind of text each is.

Every string of an event passes through one of the functions of a Scrubber (or of anything else that has them, such
as the survey, which only looks). Messages that an event carries as bytes are opened first; bytes that are no text are
searched for texts inside of them. Pictures, sounds and numbers are never touched. What an event holds beyond its
definition is dropped, since nobody here can read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

from google.protobuf.message import DecodeError, Message
from tensorboard.compat.proto import config_pb2, event_pb2, graph_pb2, meta_graph_pb2
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.hparams import plugin_data_pb2 as hparams_pb2
from tensorboard.plugins.mesh import plugin_data_pb2 as mesh_pb2

from tbxlab.share import shapes

Change = Callable[[str], str]


class Readers(Protocol):
    """What a string is shown to; each returns what shall stand in its place."""

    def text(self, value: str) -> str: ...  # noqa: D102
    def run(self, value: str) -> str: ...  # noqa: D102
    def tag(self, value: str) -> str: ...  # noqa: D102
    def setting(self, name: str, value: str) -> str: ...  # noqa: D102


CONTENTS = {"hparams": hparams_pb2.HParamsPluginData, "mesh": mesh_pb2.MeshPluginData}
"""The message that a plugin keeps in a tag's metadata, where it holds strings."""
TENSORS = {
    "custom_scalars": layout_pb2.Layout,
    "graph_run_metadata": config_pb2.RunMetadata,
    "graph_run_metadata_graph": config_pb2.RunMetadata,
}
"""The message that a plugin keeps in its tensors' bytes."""
TEXTS = {"text", "graph_keras_model"}
"""Plugins whose tensors' bytes are text."""
MEDIA = {"images", "audio"}
"""Plugins whose tensors' bytes are pictures and sounds."""
KNOWN = {*CONTENTS, *TENSORS, *TEXTS, *MEDIA, "scalars", "histograms", "pr_curves"}
"""Plugins whose names tell nothing."""
MEDIA_BEGINS = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"BM", b"ID3", b"fLaC", b"OggS")
SHORTEST = 6
"""Bytes in a row that are a text inside of other bytes."""

# Which of the kinds of strings a field of a message is. Where a message is not named, its strings are tags.
_TEXT_FIELDS = {
    "tensorboard.SummaryMetadata": {"display_name", "summary_description"},
    "tensorboard.SourceMetadata": {"writer"},
    "tensorboard.LogMessage": {"message"},
    "tensorboard.SessionLog": {"checkpoint_path", "msg"},
    "tensorboard.hparams.Experiment": {"name", "description", "user"},
    "tensorboard.hparams.HParamInfo": {"display_name", "description"},
    "tensorboard.hparams.MetricInfo": {"display_name", "description"},
    "tensorboard.hparams.SessionStartInfo": {"model_uri", "monitor_url", "group_name"},
    "tensorboard.mesh.MeshPluginData": {"json_config"},
    "google.protobuf.Value": {"string_value"},
    "tensorboard.AttrValue": {"s"},
    "tensorboard.AttrValue.ListValue": {"s"},
    "tensorboard.TensorProto": {"string_val"},
}
_RUN_FIELDS = {"tensorboard.hparams.MetricName": {"group"}}
_NUMBERS = {"tensorboard.HistogramProto"}
_BYTES_OF_NUMBERS = {"tensor_content", "encoded_image_string", "encoded_audio_string"}
_VERSION = re.compile(r"brain\.Event:\d+")
_PRINTABLE = re.compile(rb"[\x09\x0a\x0d\x1b\x20-\x7e\x80-\xff]+")
_RUNS = re.compile(rb"[\t\n\r\x1b\x20-\x7e]{%d,}" % SHORTEST)


def is_plain_scalar(event: event_pb2.Event) -> bool:
    """Whether an event holds numbers under tags that are known, and nothing else: most events of most logs."""
    return event.HasField("summary") and all(
        value.WhichOneof("value") == "simple_value"
        and value.tag
        and not value.HasField("metadata")
        and not value.node_name
        for value in event.summary.value
    )


def walk_event(event: event_pb2.Event, plugin_of: dict[str, str], show: Readers) -> None:
    """Show every string of an event to `show`, and put what it returns in its place.

    `plugin_of` is each tag's plugin, which only the first event of a tag tells; it is filled in on the way.
    """
    event.DiscardUnknownFields()
    for field, kind in (("graph_def", graph_pb2.GraphDef), ("meta_graph_def", meta_graph_pb2.MetaGraphDef)):
        if event.HasField(field):
            setattr(event, field, _opened(getattr(event, field), kind, show))
    if event.HasField("tagged_run_metadata"):
        tagged = event.tagged_run_metadata
        tagged.tag = show.tag(tagged.tag)
        tagged.run_metadata = _opened(tagged.run_metadata, config_pb2.RunMetadata, show)
    if event.file_version and not _VERSION.fullmatch(event.file_version):
        event.file_version = show.text(event.file_version)
    for value in event.summary.value:
        _walk_value(value, plugin_of, show)
    for field in ("log_message", "session_log", "source_metadata"):
        if event.HasField(field):
            walk(getattr(event, field), show)


def tag_of(value: Any) -> str:
    """The tag of a value. tensorboardX 1.0 to 1.2 left a text's empty, and wrote its name beside it."""
    return value.tag or value.node_name


def _walk_value(value: Any, plugin_of: dict[str, str], show: Readers) -> None:
    value.tag = tag_of(value)
    plugin = value.metadata.plugin_data.plugin_name or plugin_of.get(value.tag, "")
    if plugin:
        plugin_of.setdefault(value.tag, plugin)
    if value.HasField("metadata"):
        data = value.metadata.plugin_data
        data.content = (
            _opened(data.content, CONTENTS[plugin], show) if plugin in CONTENTS else _inside(data.content, show)
        )
        if plugin not in KNOWN:
            data.plugin_name = show.tag(data.plugin_name)
        value.metadata.display_name = show.text(value.metadata.display_name)
        value.metadata.summary_description = show.text(value.metadata.summary_description)
    if value.HasField("tensor"):
        _walk_strings(value.tensor.string_val, plugin, show)
    if value.HasField("audio"):
        value.audio.content_type = show.tag(value.audio.content_type)
    if value.node_name:
        value.node_name = show.tag(value.node_name)
    value.tag = show.tag(value.tag)


def _walk_strings(strings: Any, plugin: str, show: Readers) -> None:
    before = ""
    for index, content in enumerate(strings):
        if plugin in TENSORS:
            strings[index] = _opened(content, TENSORS[plugin], show)
        elif plugin in TEXTS:
            text = content.decode("utf-8", errors="surrogateescape")
            change = show.setting(before, text) if before and shapes.names_secret(before) else show.text(text)
            strings[index], before = change.encode("utf-8", errors="surrogateescape"), text
        elif plugin not in MEDIA or _is_text(content):  # sounds have labels
            strings[index] = _inside(content, show)


_SETTINGS = "tensorboard.hparams.HParamInfo"


def walk(message: Message, show: Readers) -> None:
    """Show every string of a message, and of those inside it."""
    name = message.DESCRIPTOR.full_name
    if name in _NUMBERS:
        return
    settings = name == _SETTINGS
    for field, value in message.ListFields():
        change = _change(name, field.name, show)
        if field.message_type and field.message_type.GetOptions().map_entry:
            _walk_map(value, field.message_type, show)
        elif settings and field.name == "domain_discrete":
            _walk_domain(message, value, show)
        elif field.type == field.TYPE_MESSAGE:
            for each in value if field.is_repeated else [value]:
                walk(each, show)
        elif field.type == field.TYPE_STRING:
            _replace(message, field, value, change)
        elif field.type == field.TYPE_BYTES and field.name not in _BYTES_OF_NUMBERS:
            _replace(message, field, value, lambda content: _inside(content, show))
    if settings:  # not before: its values are known by it
        setattr(message, "name", show.tag(_name_of(message)))  # noqa: B010 - a Message of any type has no `name`


def _walk_domain(message: Message, domain: Any, show: Readers) -> None:
    for each in domain.values:
        _walk_setting(_name_of(message), each, show)


def _name_of(message: Message) -> str:
    return getattr(message, "name")  # noqa: B009 - as above


def _walk_map(entries: Any, entry: Any, show: Readers) -> None:
    values = entry.fields_by_name["value"]
    if values.type == values.TYPE_MESSAGE:
        for name, item in entries.items():
            if values.message_type.full_name == "google.protobuf.Value":
                _walk_setting(str(name), item, show)
            else:
                walk(item, show)
    elif values.type == values.TYPE_STRING:
        for name in list(entries):
            entries[name] = show.text(entries[name])
    if entry.fields_by_name["key"].type != entry.fields_by_name["key"].TYPE_STRING:
        return
    for old in list(entries):
        new = show.tag(old)
        if new != old:
            if values.type == values.TYPE_MESSAGE:
                entries[new].CopyFrom(entries[old])
            else:
                entries[new] = entries[old]
            del entries[old]


def _walk_setting(name: str, value: Any, show: Readers) -> None:
    if value.WhichOneof("kind") == "string_value":
        value.string_value = show.setting(name, value.string_value)
    else:
        walk(value, show)


def _change(message: str, field: str, show: Readers) -> Change:
    if field in _TEXT_FIELDS.get(message, ()):
        return show.text
    if field in _RUN_FIELDS.get(message, ()):
        return lambda name: "/".join(map(show.run, name.split("/")))
    if (message, field) == ("tensorboard.hparams.HParamInfo", "name"):
        return lambda name: name
    return show.tag


def _replace(message: Message, field: Any, value: Any, change: Callable) -> None:
    if field.is_repeated:
        for index, item in enumerate(value):
            if (new := change(item)) != item:
                value[index] = new
    elif (new := change(value)) != value:
        setattr(message, field.name, new)


def _opened(content: bytes, kind: type[Message], show: Readers) -> bytes:
    """Serialized bytes, walked through as a message; left alone where nothing changes, searched where they are none."""
    message = kind()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return _inside(content, show)
    known = message.ByteSize()
    message.DiscardUnknownFields()
    before = message.SerializeToString(deterministic=True)
    walk(message, show)
    after = message.SerializeToString(deterministic=True)
    return content if after == before and len(after) == known else after


def _inside(content: bytes, show: Readers) -> bytes:
    """Bytes that are a text, changed; of other bytes, the texts inside of them. Pictures and sounds as they are."""
    if not content or content.startswith(MEDIA_BEGINS):
        return content
    if _is_text(content):
        return _changed(content, show.text)
    return _RUNS.sub(lambda match: _changed(match[0], show.text), content)


def _is_text(content: bytes) -> bool:
    if _PRINTABLE.fullmatch(content) is None:
        return False
    text = content.decode("utf-8", errors="replace")
    return text.count("\ufffd") * 10 <= len(text)  # a text in another encoding has a few such letters


def _changed(content: bytes, change: Change) -> bytes:
    return change(content.decode("utf-8", errors="surrogateescape")).encode("utf-8", errors="surrogateescape")
