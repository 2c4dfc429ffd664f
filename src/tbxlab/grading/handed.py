"""What an answer was handed is looked at afterwards: one snapshot before it is called, one behind it.

    with handed.unchanged(model=model, batch=X, but="grad"):
        evidence.note(found=answer(model, X))

Looked at are, in models, tensors, optimizers, arrays, dictionaries, lists, dataclasses and all that is nested in them,
the aspects below. The first that differs is told in one message, ``handed-changed``.
"""

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from fnmatch import fnmatchcase
from types import SimpleNamespace
from typing import Any

import numpy as np

from tbxlab.course.words import words
from tbxlab.grading.verdict import Wrong

ASPECTS = {
    "values": "handed-values",  # numbers, text and elements; of an array or a tensor its kind and shape, too
    "keys": "handed-keys",  # the keys of a dictionary in their order, the length of a list
    "grad": "handed-grad",  # the gradient of a tensor, None among them
    "requires_grad": "handed-requires_grad",
    "mode": "handed-mode",  # training or evaluation, of each module
    "hooks": "handed-hooks",  # how many are on a module or a tensor
    "buffers": "handed-buffers",  # what a module keeps beside its parameters, such as a running mean
    "parts": "handed-parts",  # which modules and parameters a module consists of
    "attributes": "handed-attributes",  # plain values that a module keeps, such as a dropout's p
    "state": "handed-state",  # what an optimizer remembers of each parameter
}
"""What is looked at, and the words for it. ``but`` names what may change: one of these, or a path such as
``model.head.*``."""

HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
SHOWN = 60
"""How many characters of a value a message shows."""

Key = tuple[str, str]
"""An aspect, and the path of the thing that has it."""


class Snapshot:
    """The state of some things at one moment, to be compared with another moment."""

    def __init__(self, *things: Any, but: str | Collection[str] = (), **named: Any) -> None:
        allowed = {but} if isinstance(but, str) else set(but)
        self._things = {_called(thing, i, len(things)): thing for i, thing in enumerate(things)} | named
        self._free = allowed & set(ASPECTS)
        self._patterns = allowed - set(ASPECTS)
        self._before = self._facts()

    def compare(self) -> None:
        """Raise Wrong("handed-changed") with the first thing that is not as it was."""
        after = self._facts()
        for key in [*self._before, *(key for key in after if key not in self._before)]:
            was, now = self._before.get(key, _Absent()), after.get(key, _Absent())
            difference = _difference(was, now)
            if difference:
                aspect, path = key
                raise Wrong("handed-changed", what=words(ASPECTS[aspect], {"path": path}), **difference)

    def _facts(self) -> dict[Key, Any]:
        seen: set[int] = set()
        return {
            (aspect, path): value
            for name, thing in self._things.items()
            for (aspect, path), value in _walk(thing, name, seen)
            if aspect not in self._free and not any(fnmatchcase(path, each) for each in self._patterns)
        }


@contextmanager
def unchanged(*things: Any, but: str | Collection[str] = (), **named: Any) -> Iterator[None]:
    """Expect that the block leaves the things as they are. Named ones are called so in the message.

    ``but`` names aspects (see ASPECTS) or paths that may change. What the block raises is raised.
    """
    snapshot = Snapshot(*things, but=but, **named)
    yield
    snapshot.compare()


@dataclass
class Passes:
    """How a model was used: one element for each time that it was called."""

    training: list[bool] = field(default_factory=list)
    """Whether it was in training mode then."""
    gradients: list[bool] = field(default_factory=list)
    """Whether gradients were recorded then."""

    def __len__(self) -> int:
        return len(self.training)


@contextmanager
def passes(model: Any) -> Iterator[Passes]:
    """Count the forward passes through ``model`` in the block; nothing on the model itself shows it."""
    import torch
    from torch.nn.modules.module import register_module_forward_pre_hook

    counted = Passes()

    def count(module: Any, _: Any) -> None:
        if module is model:
            counted.training.append(module.training)
            counted.gradients.append(torch.is_grad_enabled())

    handle = register_module_forward_pre_hook(count)
    try:
        yield counted
    finally:
        handle.remove()


@dataclass(frozen=True)
class _Absent:
    """There is nothing at this path."""

    def __str__(self) -> str:
        return words("handed-nothing")


@dataclass(frozen=True)
class _Same:
    """One object: what counts is that it is still the same one. It is held, so that no other gets its id."""

    thing: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.thing is other.thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __str__(self) -> str:
        return type(self.thing).__name__


def _called(thing: Any, i: int, of: int) -> str:
    name = type(thing).__name__
    return name if of == 1 else f"{name} ({i + 1} of {of})"


def _walk(thing: Any, path: str, seen: set[int]) -> Iterator[tuple[Key, Any]]:
    """Yield each aspect of a thing and of what is nested in it: a part always behind what says that it is there."""
    if isinstance(thing, Mapping | list | tuple | set | SimpleNamespace) or _is_torch(thing):
        if id(thing) in seen:
            return
        seen.add(id(thing))
    if _is_torch(thing):
        yield from _walk_torch(thing, path, seen)
    elif isinstance(thing, np.ndarray):
        yield ("values", path), thing.copy()
    elif isinstance(thing, Mapping):
        yield ("keys", path), list(thing)
        for key, value in thing.items():
            yield from _walk(value, f"{path}[{key!r}]", seen)
    elif isinstance(thing, list | tuple):
        yield ("keys", path), len(thing)
        for i, value in enumerate(thing):
            yield from _walk(value, f"{path}[{i}]", seen)
    elif isinstance(thing, set):
        yield ("values", path), frozenset(thing)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for each in fields(thing):
            yield from _walk(getattr(thing, each.name), f"{path}.{each.name}", seen)
    elif isinstance(thing, SimpleNamespace):
        yield from _walk(vars(thing), path, seen)
    elif _is_plain(thing):
        yield ("values", path), thing
    else:
        yield ("values", path), _Same(thing)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float | complex | str | bytes | np.generic)


def _is_torch(thing: Any) -> bool:
    """Return whether it is a tensor, a module or an optimizer; where torch was never imported nothing is."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(thing, torch.Tensor | torch.nn.Module | torch.optim.Optimizer)


def _walk_torch(thing: Any, path: str, seen: set[int]) -> Iterator[tuple[Key, Any]]:
    import torch

    if isinstance(thing, torch.Tensor):
        yield from _walk_tensor(thing, path, "values")
    elif isinstance(thing, torch.nn.Module):
        yield from _walk_module(thing, path, seen)
    else:
        yield ("parts", path), len(thing.param_groups)
        for i, group in enumerate(thing.param_groups):
            for name, value in group.items():
                if name == "params":
                    yield ("parts", f"{path}.param_groups[{i}]"), tuple(map(_Same, value))
                else:
                    yield from _walk(value, f"{path}.param_groups[{i}][{name!r}]", seen)
        parameters = [parameter for group in thing.param_groups for parameter in group["params"]]
        for i, parameter in enumerate(parameters):
            for name, value in thing.state.get(parameter, {}).items():
                copied = value.detach().clone() if isinstance(value, torch.Tensor) else value
                yield ("state", f"{path}.state[{i}][{name!r}]"), copied


def _walk_tensor(tensor: Any, path: str, aspect: str) -> Iterator[tuple[Key, Any]]:
    from torch.nn.parameter import is_lazy

    if is_lazy(tensor):
        return
    yield (aspect, path), tensor.detach().clone()
    yield ("requires_grad", path), tensor.requires_grad
    if tensor.is_leaf:  # asking any other one for its gradient prints a warning
        yield ("grad", path), None if tensor.grad is None else tensor.grad.detach().clone()
    after = getattr(tensor, "_post_accumulate_grad_hooks", None)
    yield ("hooks", path), len(tensor._backward_hooks or ()) + len(after or ())


def _walk_module(module: Any, path: str, seen: set[int]) -> Iterator[tuple[Key, Any]]:
    yield ("mode", path), words("handed-training" if module.training else "handed-evaluation")
    yield ("hooks", path), sum(len(getattr(module, hooks)) for hooks in HOOKS)
    yield ("parts", path), {name: _Same(part) for name, part in [*module._modules.items(), *module._parameters.items()]}
    for name, value in vars(module).items():
        if name != "training" and not name.startswith("_"):
            if _is_plain(value) or (isinstance(value, tuple) and all(map(_is_plain, value))):
                yield ("attributes", f"{path}.{name}"), value
            elif callable(value):
                yield ("attributes", f"{path}.{name}"), _Same(value)
    for name, parameter in module._parameters.items():
        if parameter is not None:
            yield from _walk_tensor(parameter, f"{path}.{name}", "values")
    for name, buffer in module._buffers.items():
        if buffer is not None:
            yield from _walk_tensor(buffer, f"{path}.{name}", "buffers")
    for name, part in module._modules.items():
        if part is not None and id(part) not in seen:
            seen.add(id(part))
            yield from _walk_module(part, f"{path}.{name}", seen)


def _difference(was: Any, now: Any) -> dict[str, str]:
    """Return what a message shows of two values, nothing where they are the same."""
    if type(was) is not type(now):
        return {"was": _with_kind(was), "now": _with_kind(now)}
    if hasattr(was, "shape"):
        return _difference_of_arrays(was, now)
    if was == now or (was != was and now != now):
        return {}
    if isinstance(was, _Same):
        return {"was": str(was), "now": words("handed-another", {"kind": str(now)})}
    return {"was": _brief(was), "now": _brief(now)}


def _difference_of_arrays(was: Any, now: Any) -> dict[str, str]:
    if (was.shape, was.dtype) != (now.shape, now.dtype):
        return {"was": f"{was.dtype}{list(was.shape)}", "now": f"{now.dtype}{list(now.shape)}"}
    differs = np.asarray((was != now) & ~((was != was) & (now != now)))
    if not differs.any():
        return {}
    at = tuple(int(i[0]) for i in np.nonzero(differs)) if differs.ndim else ()
    where = [words("handed-at", {"at": list(at)})] if at else []
    return {"was": " ".join([_number(was[at]), *where]), "now": " ".join([_number(now[at]), *where])}


def _number(value: Any) -> str:
    value = value.item() if hasattr(value, "item") else value
    return f"{value:.6g}" if isinstance(value, float) else _brief(value)


def _with_kind(value: Any) -> str:
    return f"{_brief(value)} ({type(value).__name__})" if _is_plain(value) and value is not None else _brief(value)


def _brief(value: Any) -> str:
    if hasattr(value, "shape"):
        return words("handed-numbers", {"kind": str(value.dtype), "shape": list(value.shape)})
    text = ", ".join(value) or "nothing" if isinstance(value, dict) else str(value) if _is_named(value) else repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"


def _is_named(value: Any) -> bool:
    return isinstance(value, _Absent | _Same) or value in (words("handed-training"), words("handed-evaluation"))
