"""Embeddings: vectors for the projector, which lie in files beside the event files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from tbxlab.events.media import BrokenMedia, decode_image

CONFIG = "projector_config.pbtxt"
PLACES = (".", "plugins/org_tensorflow_tensorboard_projector")
"""Where TensorBoard looks for the projector's settings, below a run."""


class BrokenEmbedding(ValueError):
    """The settings of the projector, or a file that they name, cannot be read; the text says which and why."""


@dataclass(frozen=True, eq=False, repr=False)
class Embedding:
    """One embedding: n vectors of d numbers, with labels and pictures where they were given.

    The files are read when they are asked for. `vectors`, `metadata` and `sprite` raise BrokenEmbedding where their
    file is missing or cannot be read.
    """

    name: str
    """The name in the projector: tensorboardX and torch make it of tag and step, `default:00000`."""
    folder: Path
    """Where the settings lie; the paths are relative to it."""
    tensor_path: str
    """The vectors' file, empty where they lie in a TensorFlow checkpoint (which is not read)."""
    metadata_path: str
    sprite_path: str
    sprite_size: tuple[int, int] | None
    """Width and height of one picture of the sprite, in pixels."""
    tensor_shape: tuple[int, ...] = ()
    """As far as the settings tell it."""

    def __repr__(self) -> str:
        has = [part for part, path in (("metadata", self.metadata_path), ("sprite", self.sprite_path)) if path]
        return f"<Embedding {self.name!r}{' with ' + ' and '.join(has) if has else ''}>"

    @property
    def tag(self) -> str:
        """The name without the step that tensorboardX and torch append."""
        return self._parts[0]

    @property
    def step(self) -> int | None:
        """The step, None where the name ends in none."""
        return self._parts[1]

    @property
    def _parts(self) -> tuple[str, int | None]:
        tag, colon, step = self.name.rpartition(":")
        return (tag, int(step)) if colon and step.isdecimal() else (self.name, None)

    @cached_property
    def vectors(self) -> np.ndarray:
        """float64[n, d]"""
        if not self.tensor_path:
            raise BrokenEmbedding(f"the vectors of {self.name!r} lie in a TensorFlow checkpoint, which is not read")
        path = self._path(self.tensor_path)
        try:
            content = path.read_bytes()
            try:
                lines = content.decode("utf-8").splitlines()
            except UnicodeDecodeError:  # then they are 32-bit numbers, row by row, as TensorBoard has it
                return np.frombuffer(content, "<f4").reshape(self.tensor_shape).astype(np.float64)
            return np.loadtxt(lines, delimiter="\t", ndmin=2, comments=None)
        except (OSError, ValueError) as error:
            raise BrokenEmbedding(f"the vectors of {self.name!r} cannot be read: {error}") from error

    @cached_property
    def metadata(self) -> list[dict[str, str]] | None:
        """What belongs to each vector, column by column, or None where nothing was given.

        The file is understood as the projector does it: where the first line holds a tab, it names the columns;
        otherwise there is one column, `label`. Empty lines are passed over, so that an empty label moves all that
        follow: compare the length with that of `vectors`. Cells that a line lacks are empty.
        """
        if not self.metadata_path:
            return None
        try:
            text = self._path(self.metadata_path).read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise BrokenEmbedding(f"the metadata of {self.name!r} cannot be read: {error}") from error
        rows = [line.split("\t") for line in text.split("\n") if line.strip()]
        names = rows.pop(0) if rows and len(rows[0]) > 1 else ["label"]
        return [{name: row[i] if i < len(row) else "" for i, name in enumerate(names)} for row in rows]

    @cached_property
    def sprite(self) -> np.ndarray | None:
        """All pictures in one, uint8[h, w, c], row by row; None where none were given. See `picture`."""
        if not self.sprite_path:
            return None
        try:
            return decode_image(self._path(self.sprite_path).read_bytes(), f"the sprite of {self.name!r}")
        except (OSError, BrokenMedia) as error:
            raise BrokenEmbedding(f"the sprite of {self.name!r} cannot be read: {error}") from error

    def picture(self, index: int) -> np.ndarray:
        """The picture of one vector, uint8[h, w, c], cut out of the sprite as the projector does it.

        Raises BrokenEmbedding where there is no sprite, and IndexError where it does not reach so far.
        """
        if self.sprite is None or not self.sprite_size:
            raise BrokenEmbedding(f"{self.name!r} has no pictures")
        width, height = self.sprite_size
        row, column = divmod(index, self.sprite.shape[1] // width)
        cut = self.sprite[row * height : (row + 1) * height, column * width : (column + 1) * width]
        if index < 0 or cut.shape[:2] != (height, width):
            raise IndexError(f"the sprite of {self.name!r} has no picture {index}")
        return cut

    def _path(self, named: str) -> Path:
        path = (self.folder / named.replace("\\", "/")).resolve()  # torch writes backslashes on Windows
        if not path.is_relative_to(self.folder.resolve()):
            raise BrokenEmbedding(f"{named!r} lies outside of the run: the projector refuses it")
        return path


def read_embeddings(path: str | Path) -> dict[str, Embedding]:
    """The embeddings of one run directory, by name, in the order of the settings; empty where there are none.

    add_embedding called twice with one tag and step writes two entries for the same files: they are one here.
    Raises BrokenEmbedding where the settings (`projector_config.pbtxt`) cannot be read.
    """
    from google.protobuf import text_format
    from tensorboard.plugins.projector import projector_config_pb2

    found = {}
    for config in (Path(path) / place / CONFIG for place in PLACES):
        if not config.is_file():
            continue
        try:
            text = config.read_text(encoding="utf-8")
            settings = text_format.Parse(text, projector_config_pb2.ProjectorConfig())
        except (OSError, UnicodeDecodeError, text_format.ParseError) as error:
            raise BrokenEmbedding(f"{config} cannot be read: {error}") from error
        for info in settings.embeddings:
            size = tuple(info.sprite.single_image_dim)
            name = info.tensor_name or Path(info.tensor_path).name
            found[name] = Embedding(
                name=name,
                folder=config.parent,
                tensor_path=info.tensor_path,
                metadata_path=info.metadata_path,
                sprite_path=info.sprite.image_path,
                sprite_size=size if len(size) == 2 else None,
                tensor_shape=tuple(info.tensor_shape),
            )
    return found
