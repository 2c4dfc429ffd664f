"""From what writers store to graphs: GraphDef, the metadata of a traced run, a Keras model as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tbxlab.events.graphs import Graph, Node, Shape, gather
from tbxlab.events.kinds import Kind, Points, Undecodable

TORCH_OPS = ("aten::", "prim::", "onnx::", "IO Node")
NO_TENSORFLOW = 22
"""The version that tensorboardX puts into a GraphDef that comes from another format."""


def _decode_event(event: Any) -> Graph:
    from tensorboard.compat.proto import graph_pb2, meta_graph_pb2

    if event.WhichOneof("what") == "meta_graph_def":
        proto = _parsed(meta_graph_pb2.MetaGraphDef, event.meta_graph_def).graph_def
    else:
        proto = _parsed(graph_pb2.GraphDef, event.graph_def)
    if any(node.op.startswith(TORCH_OPS) for node in proto.node):
        return from_graph_def(proto, "torch")
    return from_graph_def(proto, "onnx" if proto.versions.producer == NO_TENSORFLOW else "run")


def _decode_trace(value: Any) -> Graph:
    """The graph of `trace_export`: TensorBoard draws the graphs of all functions that ran, side by side."""
    from tensorboard.compat.proto import config_pb2
    from tensorboard.plugins.graph import graph_util

    metadata = _parsed(config_pb2.RunMetadata, _one_string(value))
    graphs = [function.pre_optimization_graph for function in metadata.function_graphs]
    return from_graph_def(graph_util.merge_graph_defs(graphs), "run")


def _decode_keras(value: Any) -> tuple[dict, Graph | None]:
    from tensorboard.plugins.graph import keras_util

    try:
        model = json.loads(_one_string(value))
    except ValueError as error:
        raise Undecodable(f"a Keras model that is no JSON: {error}, tag {value.tag!r}") from error
    if not isinstance(model, dict):
        raise Undecodable(f"a Keras model that is no JSON object, tag {value.tag!r}")
    try:
        proto = keras_util.keras_model_to_graph_def(model)
    except Exception:  # noqa: BLE001 - TensorBoard's conversion knows not every model, and checks nothing
        return model, None
    return model, from_graph_def(proto, "keras")


def _one_string(value: Any) -> bytes:
    if len(value.tensor.string_val) != 1:
        raise Undecodable(f"a graph of {len(value.tensor.string_val)} strings, tag {value.tag!r}")
    return value.tensor.string_val[0]


def _parsed(kind: Any, content: bytes) -> Any:
    from google.protobuf.message import DecodeError

    try:
        return kind.FromString(content)
    except DecodeError as error:
        raise Undecodable(f"a graph that protobuf refuses: {error}") from error


def from_graph_def(proto: Any, kind: str) -> Graph:
    """A Graph of `kind` from TensorBoard's GraphDef."""
    functions = {
        function.signature.name: Graph("function", gather([*_arguments(function), *_nodes(function.node_def)]))
        for function in proto.library.function
    }
    return Graph(kind, gather(_nodes(proto.node)), functions)


def _arguments(function: Any) -> Iterable[Node]:
    return (Node(argument.name, "_Arg", (), (), {}) for argument in function.signature.input_arg)


def _nodes(protos: Iterable[Any]) -> Iterable[Node]:
    for proto in protos:
        attributes = {name: _attribute(proto.attr[name]) for name in sorted(proto.attr)}
        shapes = attributes.pop("_output_shapes", None)
        if shapes is None and not proto.input and isinstance(attributes.get("shape"), tuple):
            shapes = [attributes["shape"]]  # an input says its own shape only
        data = tuple(_node_name(name) for name in proto.input if not name.startswith("^"))
        controls = tuple(name[1:] for name in proto.input if name.startswith("^"))
        op = proto.op or attributes.get("keras_class", "")
        yield Node(proto.name, op, data, tuple(shapes or ()), attributes, controls)


def _node_name(wanted: str) -> str:
    """The node of an input: TensorFlow puts `:0` behind it, the place among its results; other names hold no colon."""
    name, colon, place = wanted.rpartition(":")
    if not (colon and place.isdecimal()):
        return wanted
    return name.partition(":")[0]  # inside a function: node:result:place


def _attribute(proto: Any) -> Any:
    """An attribute as a plain value: text, number, tuple of a shape, numpy array, name of a type or function, list."""
    what = proto.WhichOneof("value")
    if what is None:
        return None
    value = getattr(proto, what)
    if what == "list":
        return [_plain(field.name, each) for field, values in value.ListFields() for each in values]
    return _plain(what, value)


def _plain(what: str, value: Any) -> Any:
    if what == "s":
        return value.decode("utf-8", errors="replace")
    if what == "shape":
        return _shape(value)
    if what == "type":
        from tensorboard.compat.proto import types_pb2

        return types_pb2.DataType.Name(value) if value in types_pb2.DataType.values() else str(value)
    if what == "func":
        return value.name
    if what == "tensor":
        from tensorboard.util import tensor_util

        try:
            return tensor_util.make_ndarray(value)
        except (TypeError, ValueError):
            return None
    return value


def _shape(proto: Any) -> Shape:
    return None if proto.unknown_rank else tuple(None if dim.size < 0 else int(dim.size) for dim in proto.dim)


def _build(points: Points) -> list[tuple[int, int, Graph]]:
    """File, record and graph: the graphs of all kinds are put in one row by them."""
    rows = zip(points.files, points.records, points.values, points.steps, points.wall_times, strict=True)
    return [
        (int(file), int(record), replace(graph, tag=points.tag, step=int(step), wall_time=float(wall), file=int(file)))
        for file, record, graph, step, wall in rows
        if graph is not None
    ]


def _build_keras(points: Points) -> tuple[dict, list]:
    """The model that was written last, and the graphs."""
    graphs = tuple(graph for _, graph in points.values)
    return points.values[-1][0], _build(replace(points, values=graphs))


def in_file_order(*built: Iterable[list[tuple[int, int, Graph]]]) -> tuple[Graph, ...]:
    """The graphs of several kinds in the order in which they were written."""
    rows = [row for kind in built for rows in kind for row in rows]
    return tuple(graph for _, _, graph in sorted(rows, key=lambda row: row[:2]))


DEF = Kind("graphs", _decode_event, _build)
TRACE = Kind("graph_run_metadata_graph", _decode_trace, _build)
KERAS = Kind("graph_keras_model", _decode_keras, _build_keras)
