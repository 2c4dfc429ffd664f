"""Where texts hide in an event, and what kind of text each is.

Every string of an event passes through one of three functions: `text`, `run` or `tag` of a Scrubber (or of
anything else that has them, such as the survey, which only looks). Messages that an event carries as bytes are
opened first. Pictures, sounds and numbers are never touched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from google.protobuf.message import DecodeError, Message
from tensorboard.compat.proto import config_pb2, event_pb2, graph_pb2, meta_graph_pb2
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.hparams import plugin_data_pb2 as hparams_pb2
from tensorboard.plugins.mesh import plugin_data_pb2 as mesh_pb2

Change = Callable[[str], str]


class Readers(Protocol):
    """What a string is shown to; each returns what shall stand in its place."""

    def text(self, value: str) -> str: ...  # noqa: D102
    def run(self, value: str) -> str: ...  # noqa: D102
    def tag(self, value: str) -> str: ...  # noqa: D102


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

# Which of the three a string field of a message is. Where a message is not named, its strings are tags.
_TEXT_FIELDS = {
    "tensorboard.SummaryMetadata": {"display_name", "summary_description"},
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
}
_RUN_FIELDS = {"tensorboard.hparams.MetricName": {"group"}}
_UNTOUCHED = {
    "tensorboard.Summary.Image",
    "tensorboard.Summary.Audio",
    "tensorboard.SourceMetadata",
    "tensorboard.HistogramProto",
    "tensorboard.TensorProto",
}


def is_plain_scalar(event: event_pb2.Event) -> bool:
    """Whether an event holds numbers under tags that are known, and nothing else: most events of most logs."""
    return event.HasField("summary") and all(
        value.WhichOneof("value") == "simple_value" and not value.HasField("metadata") for value in event.summary.value
    )


def walk_event(event: event_pb2.Event, plugin_of: dict[str, str], show: Readers) -> None:
    """Show every string of an event to `show`, and put what it returns in its place.

    `plugin_of` is each tag's plugin, which only the first event of a tag tells; it is filled in on the way.
    """
    for field, kind in (("graph_def", graph_pb2.GraphDef), ("meta_graph_def", meta_graph_pb2.MetaGraphDef)):
        if event.HasField(field):
            setattr(event, field, _opened(getattr(event, field), kind, show))
    if event.HasField("tagged_run_metadata"):
        tagged = event.tagged_run_metadata
        tagged.tag = show.tag(tagged.tag)
        tagged.run_metadata = _opened(tagged.run_metadata, config_pb2.RunMetadata, show)
    for value in event.summary.value:
        _walk_value(value, plugin_of, show)
    for field in ("log_message", "session_log"):
        if event.HasField(field):
            walk(getattr(event, field), show)


def _walk_value(value: Any, plugin_of: dict[str, str], show: Readers) -> None:
    plugin = value.metadata.plugin_data.plugin_name or plugin_of.get(value.tag, "")
    if plugin:
        plugin_of.setdefault(value.tag, plugin)
    if plugin in CONTENTS:
        data = value.metadata.plugin_data
        data.content = _opened(data.content, CONTENTS[plugin], show)
    if value.HasField("metadata"):
        value.metadata.display_name = show.text(value.metadata.display_name)
        value.metadata.summary_description = show.text(value.metadata.summary_description)
    if value.HasField("tensor"):
        for index, content in enumerate(value.tensor.string_val):
            if plugin in TENSORS:
                value.tensor.string_val[index] = _opened(content, TENSORS[plugin], show)
            elif plugin in TEXTS:
                value.tensor.string_val[index] = _bytes(content, show.text)
    value.tag = show.tag(value.tag)


def walk(message: Message, show: Readers) -> None:
    """Show every string of a message, and of those inside it."""
    name = message.DESCRIPTOR.full_name
    if name in _UNTOUCHED:
        return
    for field, value in message.ListFields():
        change = _change(name, field.name, show)
        if field.message_type and field.message_type.GetOptions().map_entry:
            _walk_map(value, field.message_type, show)
        elif field.type == field.TYPE_MESSAGE:
            for each in value if field.is_repeated else [value]:
                walk(each, show)
        elif field.type == field.TYPE_STRING:
            _replace(message, field, value, change)
        elif field.type == field.TYPE_BYTES:
            _replace(message, field, value, lambda content, change=change: _bytes(content, change))


def _walk_map(entries: Any, entry: Any, show: Readers) -> None:
    values_are_messages = entry.fields_by_name["value"].type == entry.fields_by_name["value"].TYPE_MESSAGE
    if values_are_messages:
        for item in entries.values():
            walk(item, show)
    if entry.fields_by_name["key"].type != entry.fields_by_name["key"].TYPE_STRING:
        return
    for old in list(entries):
        new = show.tag(old)
        if new != old:
            if values_are_messages:
                entries[new].CopyFrom(entries[old])
            else:
                entries[new] = entries[old]
            del entries[old]


def _change(message: str, field: str, show: Readers) -> Change:
    if field in _TEXT_FIELDS.get(message, ()):
        return show.text
    return show.run if field in _RUN_FIELDS.get(message, ()) else show.tag


def _replace(message: Message, field: Any, value: Any, change: Callable) -> None:
    if field.is_repeated:
        for index, item in enumerate(value):
            if (new := change(item)) != item:
                value[index] = new
    elif (new := change(value)) != value:
        setattr(message, field.name, new)


def _opened(content: bytes, kind: type[Message], show: Readers) -> bytes:
    """Serialized bytes, walked through as a message; left alone where they are none, or where nothing changes."""
    message = kind()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return content
    before = message.SerializeToString(deterministic=True)
    walk(message, show)
    after = message.SerializeToString(deterministic=True)
    return content if after == before else after


def _bytes(content: bytes, change: Change) -> bytes:
    """Bytes that are text, changed; bytes that are anything else, as they are."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    if any(ord(character) < 32 and character not in "\t\r\n" for character in text):
        return content
    return change(text).encode("utf-8")
