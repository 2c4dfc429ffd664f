"""Graphs: the operations of a model, and which hands its result to which."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Shape = tuple[int | None, ...] | None
"""The shape of a tensor, None for a size that is not known, or all of it None where not even its rank is."""

PARTS = ("prim::Constant", "Const", "NoOp", "_Retval")
"""Operations that may have no consumer without anything being wrong."""


@dataclass(frozen=True, eq=False)
class Node:
    """One operation, under the name that TensorBoard draws it with: scopes, then the operation, between slashes."""

    name: str
    op: str
    """What it does: `aten::linear`, `MatMul`, `Conv`. In a Keras graph the class of the layer."""
    inputs: tuple[str, ...]
    """The nodes whose results it takes, in order, by name. torch names some that are no nodes themselves (the module
    that a weight belongs to)."""
    shapes: tuple[Shape, ...]
    """The shape of each result, where the graph tells: empty where it does not."""
    attributes: dict[str, Any]
    """Everything else that is stored with it. torch packs it into one text under `attr`."""
    controls: tuple[str, ...] = ()
    """Nodes that must have run before it (TensorFlow); they hand it no data."""


@dataclass(frozen=True, eq=False, repr=False)
class Graph:
    """One graph.

    Names may be given without their leading scopes (`fc/weight` for `Net/fc/weight`) wherever only one node or scope
    ends like that; the others raise KeyError, which says what there is. A scope stands for all nodes in it.
    """

    kind: str
    """`torch` (add_graph of tensorboardX or torch), `onnx` (add_onnx_graph, add_openvino_graph), `run` (TensorFlow's
    tf.summary.graph and trace_export), `keras` (a Keras model, as TensorBoard draws it), `function` (see `functions`).
    """
    nodes: dict[str, Node]
    """By name, in the order in which they are written."""
    functions: dict[str, Graph] = field(default_factory=dict)
    """Functions that nodes call by name (TensorFlow only)."""
    tag: str = ""
    """The name that trace_export or the Keras callback gave it; add_graph gives none."""
    step: int = 0
    wall_time: float = 0.0
    """Seconds since 1970"""
    file: int = 0
    """Index into `Run.files`"""

    def __len__(self) -> int:
        return len(self.nodes)

    def __repr__(self) -> str:
        return f"<Graph {self.kind}{f' {self.tag!r}' if self.tag else ''}: {len(self)} nodes>"

    def __getitem__(self, name: str) -> Node:
        found = self.find(name)
        if found not in self.nodes:
            raise KeyError(f"{found!r} is a scope, not a node; in it are {', '.join(map(repr, self.children(found)))}")
        return self.nodes[found]

    @cached_property
    def ops(self) -> Counter:
        """How many nodes do what: `graph.ops["aten::_convolution"]`."""
        return Counter(node.op for node in self.nodes.values())

    def of(self, *ops: str) -> tuple[Node, ...]:
        """The nodes that do one of these, in order."""
        return tuple(node for node in self.nodes.values() if node.op in ops)

    def find(self, name: str) -> str:
        """The whole name of the node or scope that `name` means. Raises KeyError for none, or more than one."""
        if name in self.nodes or name in self._children:
            return name
        ends = [whole for whole in [*self.nodes, *self._children] if whole.endswith(f"/{name}")]
        if len(ends) == 1:
            return ends[0]
        if ends:
            raise KeyError(f"{name!r} may be any of {', '.join(map(repr, ends))}")
        near = difflib.get_close_matches(name, [*self.nodes, *self._children], n=3, cutoff=0.4)
        raise KeyError(f"no node or scope is named {name!r}" + (f"; {', '.join(map(repr, near))} is" if near else ""))

    def children(self, scope: str = "") -> tuple[str, ...]:
        """The whole names of the nodes and scopes directly in a scope, in order; of the whole graph without one."""
        return tuple(self._children[self.find(scope) if scope else ""])

    def within(self, name: str) -> tuple[str, ...]:
        """The names of all nodes in a scope, at any depth; of a node, itself."""
        whole = self.find(name)
        return (whole,) if whole in self.nodes else tuple(each for each in self.nodes if each.startswith(f"{whole}/"))

    def consumers(self, name: str) -> tuple[str, ...]:
        """The nodes that take the result of this node, or any result of this scope from outside of it, in order."""
        inside = dict.fromkeys(self.within(name))
        return tuple(dict.fromkeys(to for each in inside for to in self._consumers[each] if to not in inside))

    def reaches(self, start: str, end: str) -> bool:
        """Whether there is a path along the data from one node or scope to another. Everything reaches itself."""
        goal, ahead = set(self.within(end)), list(self.within(start))
        seen = set(ahead)
        while ahead:
            name = ahead.pop()
            if name in goal:
                return True
            new = [to for to in self._consumers[name] if to not in seen]
            seen.update(new)
            ahead += new
        return False

    @property
    def loose_ends(self) -> tuple[str, ...]:
        """Nodes whose result nobody takes, and which are no output of the model: work that is thrown away.

        Constants are left out. In a torch graph the outputs are told by their name, `output/…`; in any other graph
        the outputs are among what is returned.
        """
        ends = (node for node in self.nodes.values() if not self._consumers[node.name])
        return tuple(e.name for e in ends if e.op not in PARTS and not (e.op == "IO Node" and e.name[:7] == "output/"))

    @cached_property
    def _consumers(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for node in self.nodes.values():
            for name in dict.fromkeys(node.inputs):
                found[name].append(node.name)
        return found

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        found: dict[str, dict[str, None]] = {"": {}}
        for name in self.nodes:
            while name:
                scope = name.rpartition("/")[0]
                found.setdefault(scope, {})[name] = None
                name = scope
        return {scope: list(names) for scope, names in found.items()}


def gather(nodes: Iterable[Node]) -> dict[str, Node]:
    """Nodes by name. Of two with one name the later counts, with the earlier's shapes where it has none itself.

    add_onnx_graph writes two: each output of the model, and the operation that makes it.
    """
    found: dict[str, Node] = {}
    for node in nodes:
        earlier = found.get(node.name)
        if earlier is not None and not node.shapes:
            node = Node(node.name, node.op, node.inputs, earlier.shapes, node.attributes, node.controls)
        found[node.name] = node
    return found
