"""The projector's files, which lie beside the event files: found, read, and copied without what they need not tell."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from google.protobuf import text_format
from tensorboard.plugins.projector import projector_config_pb2

from tbxlab.share.privacy import Scrubber

CONFIG = "projector_config.pbtxt"
PLACES = (".", "plugins/org_tensorflow_tensorboard_projector")
"""Where TensorBoard looks for the projector's settings, below a run."""


@dataclass(frozen=True)
class Embedding:
    """One embedding that a run shows in the projector."""

    run: str
    name: str
    labels: Path | None
    """The file with the points' labels, where there is one."""


def embeddings(run: str, directory: Path) -> list[Embedding]:
    """The embeddings that the settings of a run name."""
    found = []
    for config, settings in _settings(directory):
        for info in settings.embeddings:
            labels = _inside(config.parent, info.metadata_path)
            found.append(Embedding(run, info.tensor_name or Path(info.tensor_path).name, labels))
    return found


def copy(directory: Path, target: Path, scrubber: Scrubber) -> list[str]:
    """Copy a run's projector files to `target`, texts scrubbed; return a line for each thing that is left out."""
    left_out = []
    for config, settings in _settings(directory):
        there = target / config.parent.relative_to(directory)
        if settings.model_checkpoint_path or settings.model_checkpoint_dir:
            left_out.append(f"{config}: embeddings of a TensorFlow checkpoint are not shared, only those in files")
        settings.ClearField("model_checkpoint_path")
        settings.ClearField("model_checkpoint_dir")
        for info in settings.embeddings:
            parts = (
                (info, "tensor_path", False),
                (info, "metadata_path", True),
                (info, "bookmarks_path", True),
                (info.sprite, "image_path", False),
            )
            for message, field, is_text in parts:
                if not (named := getattr(message, field)):
                    continue
                source = _inside(config.parent, named)
                if source is None:
                    message.ClearField(field)
                    left_out.append(f"{config}: {named} is not a file beside it")
                    continue
                relative = source.relative_to(config.parent.resolve())
                _copy_file(source, there / relative, scrubber if is_text else None)
                setattr(message, field, relative.as_posix())
            info.tensor_name = scrubber.tag(info.tensor_name)
        there.mkdir(parents=True, exist_ok=True)
        (there / CONFIG).write_text(text_format.MessageToString(settings), encoding="utf-8", newline="\n")
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


def _copy_file(source: Path, target: Path, scrubber: Scrubber | None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if scrubber is None:
        shutil.copyfile(source, target)
        return
    text = source.read_bytes().decode("utf-8", errors="replace")
    lines = (scrubber.text(line) for line in text.split("\n"))
    target.write_bytes("\n".join(lines).encode("utf-8"))
