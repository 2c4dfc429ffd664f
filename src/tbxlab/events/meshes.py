"""Meshes: points in space, with colors and triangles between them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from tbxlab.events.kinds import Kind, Points, Undecodable

VERTEX, FACE, COLOR = 1, 2, 3
"""What one tensor of a mesh holds, as MeshPluginData.ContentType numbers it."""


@dataclass(frozen=True, eq=False, repr=False)
class Meshes:
    """All meshes of one tag, n of them, in file order.

    A mesh is stored in up to three tags (`name_VERTEX`, `name_FACE`, `name_COLOR`; tensorboardX and torch number
    them), which are put together here. Each may hold a batch of meshes; TensorBoard shows the first of it.
    """

    tag: str
    """The name that was given to add_mesh"""
    steps: np.ndarray
    """int64[n]"""
    wall_times: np.ndarray
    """float64[n], seconds since 1970"""
    files: np.ndarray
    """int32[n]: each one's index into `Run.files`"""
    config: dict[str, Any]
    """`config_dict`: how three.js is to show it; empty where none was given."""
    tensors: dict[int, tuple[np.ndarray | None, ...]]
    """For each of VERTEX, FACE and COLOR n tensors [batch, …, 3] as they are stored, None where there is none."""

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        return f"<Meshes {self.tag!r}: {len(self)}, steps {self.steps.min()} to {self.steps.max()}>"

    def vertices(self, index: int, sample: int = 0) -> np.ndarray:
        """The points of mesh `index`, float32[v, 3]; of a batch, those of `sample`. Raises IndexError."""
        return self._vertices(index)[sample].astype(np.float32)

    def faces(self, index: int, sample: int = 0) -> np.ndarray | None:
        """Its triangles, int64[f, 3]: each three indices of points; None where none were given."""
        found = self.tensors[FACE][index]
        return None if found is None else found[sample].astype(np.int64)

    def colors(self, index: int, sample: int = 0) -> np.ndarray | None:
        """The colors of its points, float32[v, 3], red, green and blue from 0 to 255; None where none were given."""
        found = self.tensors[COLOR][index]
        return None if found is None else found[sample].astype(np.float32)

    def batch_size(self, index: int) -> int:
        """How many meshes were written in one at `index`."""
        return len(self._vertices(index))

    def _vertices(self, index: int) -> np.ndarray:
        found = self.tensors[VERTEX][index]
        if found is None:
            raise IndexError(f"mesh {index} of {self.tag!r} has no points")
        return found


class Part(NamedTuple):
    """One tensor of one event, with what its metadata say (which later events may leave out)."""

    name: str
    content: int
    config: str
    tensor: np.ndarray


def _decode(value: Any) -> Part:
    from google.protobuf.message import DecodeError
    from tensorboard.plugins.mesh import plugin_data_pb2
    from tensorboard.util import tensor_util

    try:
        about = plugin_data_pb2.MeshPluginData.FromString(value.metadata.plugin_data.content)
    except DecodeError as error:
        raise Undecodable(f"a mesh whose metadata protobuf refuses: {error}, tag {value.tag!r}") from error
    tensor = np.asarray(tensor_util.make_ndarray(value.tensor))
    if tensor.ndim != 3 or tensor.shape[2] != 3:
        raise Undecodable(f"a mesh of shape {list(tensor.shape)} instead of [batch, points, 3], tag {value.tag!r}")
    return Part(about.name, about.content_type, about.json_config, tensor)


def _build(points: Points) -> Points:
    return points  # three tags make one mesh: see `together`


def together(tags: dict[str, Points]) -> dict[str, Meshes]:
    """The meshes by name, from the parts by tag. Parts without the points that they belong to are left out."""
    parts: dict[str, dict[int, Points]] = {}
    for points in tags.values():
        first = points.values[0]  # metadata stand with a tag's first event at least
        parts.setdefault(first.name or points.tag.rpartition("_")[0], {})[first.content] = points
    return {name: _mesh(name, of) for name, of in parts.items() if VERTEX in of}


def _mesh(name: str, parts: dict[int, Points]) -> Meshes:
    vertices = parts[VERTEX]
    places = _places(vertices)
    found = {place: part.tensor for place, part in zip(places, vertices.values, strict=True)}
    tensors = {VERTEX: tuple(found[place] for place in places)}
    for content in (FACE, COLOR):
        other = parts.get(content)
        given = {} if other is None else dict(zip(_places(other), other.values, strict=True))
        tensors[content] = tuple(given[place].tensor if place in given else None for place in places)
    config = vertices.values[0].config
    return Meshes(
        tag=name,
        steps=vertices.steps,
        wall_times=vertices.wall_times,
        files=vertices.files,
        config=_config(config),
        tensors=tensors,
    )


def _places(points: Points) -> list[tuple[int, int]]:
    """Step, and the how-manieth of that step it is: what parts of one mesh have in common."""
    counts: dict[int, int] = {}
    places = []
    for step in points.steps.tolist():
        places.append((step, counts.get(step, 0)))
        counts[step] = counts.get(step, 0) + 1
    return places


def _config(text: str) -> dict[str, Any]:
    try:
        config = json.loads(text or "null")
    except ValueError:
        return {}
    return config if isinstance(config, dict) else {}


KIND = Kind("mesh", _decode, _build)
