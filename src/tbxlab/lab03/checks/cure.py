"""Check of lab 03: a deep network whose first layer gets a gradient, and which learns."""

import random
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong

BATCH = 53
"""No width that anybody would choose: it tells data from weights."""
RATE, STEPS, EVERY, DEEP, WIDE = 0.05, 150, 5, 6, 16


@dataclass
class Layers:
    """The linear layers of a model in the order in which data passes through them."""

    weights: list[int] = field(default_factory=list)
    """The identity of each weight matrix, once."""
    widths: list[int] = field(default_factory=list)
    """How many numbers each gives for one example."""
    norms: dict[int, float] = field(default_factory=dict)
    """The norm of each weight matrix's gradient in the last backward pass."""


@contextmanager
def watched(layers: Layers) -> Any:
    """Note each product of data and weights in the block, and the gradient that comes back to its weights.

    A layer may be an nn.Linear, a lazy one, a parameter of the model's own or one that is made of others (weight norm):
    all multiply the data by a matrix that asks for a gradient.
    """
    import torch
    from torch.overrides import TorchFunctionMode

    products = {"linear", "matmul", "__matmul__", "__rmatmul__", "mm", "addmm", "bmm", "baddbmm", "einsum", "conv1d"}

    class Watch(TorchFunctionMode):
        """Sees every function of torch that is called with tensors."""

        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            result = func(*args, **(kwargs or {}))
            if getattr(func, "__name__", "") in products and isinstance(result, torch.Tensor):
                given = [*args, *(kwargs or {}).values()]
                flat = [each for one in given for each in (one if isinstance(one, list | tuple) else [one])]
                self.note([each for each in flat if isinstance(each, torch.Tensor)], result)
            return result

        def note(self, tensors: list[Any], result: Any) -> None:
            """Note the weights among the factors, where the result is of the data."""
            weights = [each for each in tensors if each.requires_grad and each.ndim > 1 and BATCH not in each.shape]
            if not weights or BATCH not in result.shape:
                return
            matrix = weights[0]
            kept = matrix if matrix._base is None else matrix._base
            if id(kept) not in layers.weights:
                layers.weights.append(id(kept))
                layers.widths.append(result.numel() // BATCH)
            layers.norms[id(kept)] = 0.0
            matrix.register_hook(lambda gradient: layers.norms.update({id(kept): gradient.norm().item()}))

    with Watch():
        yield


@exercise("3.4")
class TheCure:
    """Do the first layers of a deep network get a gradient, and does it learn?"""

    low = 0.1
    """The least ratio of the first layer's gradient to the last one's. No highest: what explodes diverges, or learns
    nothing, and is told so."""
    learned = 0.65
    """A loss below ln 2 = 0.693, in the mean of two networks. Of 20 seeds, networks of sigmoids and ReLUs as PyTorch
    draws them all ended at 0.69; nine kinds that get a gradient at 0.40 to 0.58, but tanh as PyTorch draws it at 0.57
    to 0.68."""

    def case(self, seed: int) -> Case[list[int], None]:
        """Draw the seeds of two networks."""
        draw = random.Random(seed)
        return Case(given=[draw.randrange(1000) for _ in range(2)], true=None)

    def drive(self, cured: Any, given: list[int], evidence: Evidence) -> None:
        """Train each network by plain gradient descent and log the gradient norms of its first and last layer."""
        widths, bends = [], []
        for i, seed in enumerate(given):
            with evidence.writer(f"run-{i}") as writer:
                of_each, bend = self.train(cured, seed, writer)
            widths.append(of_each)
            bends.append(bend)
        evidence.note(widths=widths, bends=bends)

    def train(self, cured: Any, seed: int, writer: Any) -> tuple[list[int], float]:
        """Train one network and return the widths of its layers, and by how much it is not linear."""
        import torch
        from torch.nn.functional import cross_entropy

        from tbxlab.toy import data

        torch.manual_seed(seed)
        model = cured()
        if not isinstance(model, torch.nn.Module):
            raise Wrong("cure-no-model", found=_kind(model))
        X, y = data.two_classes(2000, seed)
        try:
            shape = list(model(X[:BATCH]).shape)  # lazy layers are made here
        except (RuntimeError, NotImplementedError) as error:
            raise Wrong("cure-not-called", batch=BATCH, error=f"{type(error).__name__}: {str(error)[:120]}") from error
        if shape != [BATCH, 2]:
            raise Wrong("cure-outputs", batch=BATCH, found=shape)
        layers = Layers()
        for step in range(STEPS):
            batch = torch.randint(len(X), (BATCH,))
            layers = Layers()
            with watched(layers):
                loss = cross_entropy(model(X[batch]), y[batch])
            model.zero_grad()
            loss.backward()
            writer.add_scalar("train/loss", loss.item(), step)
            if step % EVERY == 0 and layers.weights:
                for name, weights in (("first", layers.weights[0]), ("last", layers.weights[-1])):
                    writer.add_scalar(f"gradient_norm/{name}", layers.norms[weights], step)
            with torch.no_grad():
                for parameter in model.parameters():
                    if parameter.grad is not None:
                        parameter.sub_(RATE * parameter.grad)
        return layers.widths, self.bend(model, X)

    def bend(self, model: Any, X: Any) -> float:
        """Return by how much f(a + b) - f(0) differs from (f(a) - f(0)) + (f(b) - f(0)), relative to f(a)."""
        import torch

        model.eval()
        with torch.no_grad():
            a, b = X[:100], X[100:200]
            whole = model(a + b) - model(a) - model(b) + model(torch.zeros_like(a))
            return float(whole.abs().max() / model(a).abs().max().clamp(min=1e-9))

    def verify(self, evidence: Evidence, case: Case[list[int], None]) -> None:
        """Expect the depth kept, then the ratio of the gradient norms, then the loss."""
        for widths in evidence.answers["widths"]:
            if len(widths) < DEEP:
                raise Wrong("cure-shallow", layers=len(widths), deep=DEEP)
            if min(widths[:-1]) < WIDE:
                raise Wrong("cure-narrow", wide=WIDE, found=min(widths[:-1]), layer=1 + int(np.argmin(widths[:-1])))
        ends, ratio = [], 0.0
        for i in range(len(case.given)):
            first, last = (evidence.scalars(f"gradient_norm/{name}", f"run-{i}").values for name in ("first", "last"))
            losses = evidence.scalars("train/loss", f"run-{i}").values
            if not np.isfinite(losses).all():
                raise Wrong("cure-diverged", step=int(np.flatnonzero(~np.isfinite(losses))[0]))
            # The median of all steps: a single batch's gradients differ by chance, up to threefold either way.
            ratio = float(np.median(first / np.maximum(last, 1e-30)))
            if ratio < self.low:
                medians = {"first": float(np.median(first)), "last": float(np.median(last))}
                raise Wrong("cure-vanishes", ratio=ratio, low=self.low, **medians)
            ends.append(losses[-30:].mean())
        if np.mean(ends) > self.learned:
            raise Wrong("cure-learns-nothing", loss=float(np.mean(ends)), ratio=ratio, most=self.learned)
        # A network without activations is one linear layer: of 0.0 exactly, but for rounding in single precision.
        if max(evidence.answers["bends"]) < 1e-4:
            raise Wrong("cure-linear")


def _kind(found: Any) -> str:
    return f"the class {found.__name__}" if isinstance(found, type) else f"a {type(found).__name__}"
