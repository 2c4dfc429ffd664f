"""The projector's files, which lie beside the event files: found, read, and copied without what they need not tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crc32c import crc32c
from google.protobuf import text_format
from tensorboard.plugins.projector import projector_config_pb2

from tbxlab.share.privacy import Scrubber

CONFIG = "projector_config.pbtxt"
PLACES = (".", "plugins/org_tensorflow_tensorboard_projector")
"""Where TensorBoard looks for the projector's settings, below a run."""
_WORDS = re.compile(rb"(?<![0-9A-Za-z.])(?!nan|inf|NaN|Inf)[A-Za-z_/~\\@]")
"""Begins what is no number."""

Seen = dict[Path, "int | None"]
"""File -> checksum of what it held when it was listed."""


@dataclass(frozen=True)
class Embedding:
    """One embedding that a run shows in the projector."""

    run: str
    name: str
    labels: Path | None
    """The file with the points' labels, where there is one."""


def embeddings(run: str, directory: Path, seen: Seen, show: Callable[[str], object]) -> list[Embedding]:
    """The embeddings that the settings of a run name.

    Every text that they would publish is shown to `show`. What each file holds is noted in `seen`.
    """
    found = []
    for config, settings in _settings(directory):
        seen[config] = _digest(config)
        for info in settings.embeddings:
            labels = _inside(config.parent, info.metadata_path)
            found.append(Embedding(run, info.tensor_name or Path(info.tensor_path).name, labels))
            show(info.tensor_name)
            for named in (info.metadata_path, info.bookmarks_path, info.tensor_path, info.sprite.image_path):
                if (file := _inside(config.parent, named)) and (content := _content(file)) is not None:
                    seen[file] = crc32c(content)
                    if named != info.sprite.image_path and (named != info.tensor_path or _is_words(content)):
                        show(content.decode("utf-8", errors="surrogateescape"))
    return found


def copy(directory: Path, target: Path, scrubber: Scrubber, name: str, seen: Seen) -> list[str]:
    """Copy a run's projector files to `target`, texts scrubbed; return a line for each thing that is left out.

    `name` is what the run is called in the copy; a file that is no longer what was `seen` is left out.
    """
    left_out = []
    for config, settings in _settings(directory):
        if seen.get(config) != _digest(config):
            left_out.append(f"run {name}: the settings of its embeddings were changed after they were listed")
            continue
        destination = target / config.parent.relative_to(directory)
        if settings.model_checkpoint_path or settings.model_checkpoint_dir:
            left_out.append(f"run {name}: embeddings of a TensorFlow checkpoint are not shared, only those in files")
        taken: dict[str, Path] = {}
        settings.ClearField("model_checkpoint_path")
        settings.ClearField("model_checkpoint_dir")
        for info in settings.embeddings:
            parts = (
                (info, "tensor_path", "tensors"),
                (info, "metadata_path", "labels"),
                (info, "bookmarks_path", "bookmarks"),
                (info.sprite, "image_path", "sprite"),
            )
            info.tensor_name = scrubber.text(info.tensor_name)
            for message, field, what in parts:
                if not (named := getattr(message, field)):
                    continue
                source = _inside(config.parent, named)
                content = _content(source) if source else None
                if source is None or content is None or seen.get(source) != crc32c(content):
                    message.ClearField(field)
                    why = "was changed after it was listed" if content is not None else "cannot be read"
                    why = "is not a file beside its settings" if source is None else why
                    left_out.append(f"run {name}, embedding {info.tensor_name}: its file of {what} {why}")
                    continue
                relative = source.relative_to(config.parent.resolve())
                kept = "/".join(map(scrubber.run, relative.parts))
                if kept in taken and taken[kept] != relative:  # two names that have become one
                    kept = f"{len(taken)}-{what}{relative.suffix}"
                taken[kept] = relative
                (destination / kept).parent.mkdir(parents=True, exist_ok=True)
                is_text = what in ("labels", "bookmarks") or _is_words(content)
                (destination / kept).write_bytes(_scrubbed(content, scrubber) if is_text else content)
                setattr(message, field, kept)
        destination.mkdir(parents=True, exist_ok=True)
        (destination / CONFIG).write_text(text_format.MessageToString(settings), encoding="utf-8", newline="\n")
    return left_out


def _settings(directory: Path) -> Iterator[tuple[Path, projector_config_pb2.ProjectorConfig]]:
    for place in PLACES:
        config = directory / place / CONFIG
        try:
            text = config.read_text(encoding="utf-8")
            settings = text_format.Parse(text, projector_config_pb2.ProjectorConfig())
        except (OSError, UnicodeDecodeError, text_format.ParseError):
            continue
        yield config, settings


def _inside(folder: Path, named: str) -> Path | None:
    """The file that a setting names, None where it is not there or lies outside of the settings' folder."""
    if not named:
        return None
    folder = folder.resolve()
    path = (folder / named).resolve()
    return path if path.is_file() and path.is_relative_to(folder) else None


def _digest(file: Path) -> int | None:
    content = _content(file)
    return None if content is None else crc32c(content)


def _content(file: Path) -> bytes | None:
    """What a file holds, None where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return None


def _is_words(content: bytes) -> bool:
    """Whether a file that should hold numbers is a text with something else in it."""
    return b"\0" not in content[:4096] and _WORDS.search(content) is not None and _is_utf8(content[:4096])


def _is_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", errors="replace")
    return text.count("\ufffd") * 10 <= len(text)


def _scrubbed(content: bytes, scrubber: Scrubber) -> bytes:
    text = content.decode("utf-8", errors="surrogateescape")
    return "\n".join(map(scrubber.text, text.split("\n"))).encode("utf-8", errors="surrogateescape")
