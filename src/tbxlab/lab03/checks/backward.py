"""Check of lab 03: the backward pass of a deep network, written out by hand."""

import random
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong

Pairs = list[tuple[np.ndarray, np.ndarray]]
"""(W, b) of each layer, or their gradients."""


@dataclass(frozen=True)
class Network:
    """The sizes of a network and of a batch; no two are alike, so that no wrong shape fits."""

    sizes: tuple[int, ...]
    examples: int
    seed: int

    def drawn(self) -> tuple[Pairs, np.ndarray, np.ndarray]:
        """Return W float64[out, in] and b float64[out, 1] of each layer, X float64[in, n] and y float64[1, n]."""
        draw = np.random.default_rng(self.seed)
        pairs = zip(self.sizes, self.sizes[1:], strict=False)
        parameters = [(draw.normal(size=(rows, columns)), draw.normal(size=(rows, 1))) for columns, rows in pairs]
        X = draw.normal(size=(self.sizes[0], self.examples))
        y = draw.permutation([0.0, 1.0, *draw.integers(0, 2, size=self.examples - 2).astype(float)])
        return parameters, X, y[None, :]

    def gradients(self) -> Pairs:
        """Return what autograd says."""
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits

        parameters, X, y = self.drawn()
        leaves = [[torch.tensor(array, requires_grad=True) for array in pair] for pair in parameters]
        A = torch.tensor(X)
        for i, (W, b) in enumerate(leaves):
            Z = W @ A + b
            A = Z.relu() if i < len(leaves) - 1 else Z
        torch.autograd.backward(binary_cross_entropy_with_logits(A, torch.tensor(y)))
        return [(dW.numpy(), db.numpy()) for dW, db in ([leaf.grad for leaf in pair] for pair in leaves)]  # type: ignore[union-attr]


def pairs_of(answer: Any, layers: int) -> list[list[np.ndarray]]:
    """Return what was returned as arrays; raises Wrong where it isn't one pair for each layer."""
    if not isinstance(answer, list | tuple) or len(answer) != layers:
        found = f"{len(answer)} elements" if isinstance(answer, list | tuple) else f"a {type(answer).__name__}"
        raise Wrong("backward-how-many", layers=layers, found=found)
    found_pairs = []
    for i, pair in enumerate(answer, start=1):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise Wrong("backward-pair", layer=i, layers=layers, found=type(pair).__name__)
        arrays = []
        for name, array in zip(("dW", "db"), pair, strict=True):
            try:
                arrays.append(np.asarray([] if array is None else array, dtype=float))
            except (TypeError, ValueError, RuntimeError) as error:
                what = f"{name} of layer {i} of {layers}"
                raise Wrong("backward-no-array", what=what, found=type(array).__name__) from error
        found_pairs.append(arrays)
    return found_pairs


@exercise("3.2")
class BackwardPass:
    """Are the gradients of a deep network, worked out by hand, those of autograd, in every shape?"""

    tolerance = 1e-4
    """Relative, and a hundredth of it absolute: an answer in single precision is right as well."""

    def case(self, seed: int) -> Case[list[Network], None]:
        """Draw three networks, of one, three and four layers."""
        draw = random.Random(seed)
        sizes = [(5, 1), (4, 7, 6, 1), (3, 8, 5, 6, 1)]
        networks = [Network(each, draw.choice([9, 10, 11]), draw.randrange(1000)) for each in sizes]
        return Case(given=networks, true=None)

    def drive(self, gradients: Any, given: list[Network], evidence: Evidence) -> None:
        """Ask for the gradients of each network, and keep their shapes and numbers (a NaN as it is)."""
        reported = []
        for network in given:
            parameters, X, y = network.drawn()
            with handed.unchanged(parameters=parameters, X=X, y=y):
                answer = gradients(parameters, X, y)
            pairs = pairs_of(answer, len(parameters))
            reported.append(
                [[{"shape": list(each.shape), "numbers": each.ravel().tolist()} for each in pair] for pair in pairs]
            )
        evidence.note(reported=reported)

    def verify(self, evidence: Evidence, case: Case[list[Network], None]) -> None:
        """Compare layer by layer, from the last to the first, as the gradient comes."""
        for network, reported in zip(case.given, evidence.answers["reported"], strict=True):
            expected = network.gradients()
            layers = len(expected)
            shapes = [[each["shape"] for each in pair] for pair in reported]
            if layers > 1 and shapes == [[list(each.shape) for each in pair] for pair in expected[::-1]]:
                raise Wrong("backward-order", layers=layers)
            for i in reversed(range(layers)):
                for name, found, right in zip(("dW", "db"), reported[i], expected[i], strict=True):
                    what = f"{name} of layer {i + 1} of {layers}"
                    self.verify_shape(what, name, found["shape"], list(right.shape), network.examples)
                    numbers = np.array(found["numbers"], dtype=float)
                    self.verify_numbers(what, numbers, right, network.examples, last=i == layers - 1)

    def verify_shape(self, what: str, name: str, found: list[int], expected: list[int], examples: int) -> None:
        """Expect the shape of a gradient, and tell the shapes that are often found instead."""
        if found == expected:
            return
        about = {"what": what, "found": found, "expected": expected, "examples": examples}
        if name == "db" and found == [expected[0], examples]:
            raise Wrong("backward-db-not-summed", **about)
        if name == "db" and found == expected[:1]:
            raise Wrong("backward-db-flat", **about)
        if name == "dW" and found == expected[::-1]:
            raise Wrong("backward-dw-turned", **about)
        raise Wrong("backward-shape", **about)

    def verify_numbers(
        self, what: str, numbers: np.ndarray, expected: np.ndarray, examples: int, *, last: bool
    ) -> None:
        """Expect the numbers of a gradient, and tell the factors that are often found."""
        wanted = expected.ravel()
        near: dict[str, Any] = {"rtol": self.tolerance, "atol": self.tolerance / 100}
        if np.allclose(numbers, wanted, **near):
            return
        for factor, message in (
            (examples, "backward-sum"),
            (1 / examples, "backward-twice-mean"),
            (-1, "backward-sign"),
        ):
            if np.allclose(numbers, factor * wanted, **near):
                raise Wrong(message, what=what, examples=examples)
        at = int(np.flatnonzero(~np.isclose(numbers, wanted, **near))[0])
        row, column = divmod(at, expected.shape[1])
        raise Wrong(
            "backward-last" if last else "backward-hidden",
            what=what,
            row=row,
            column=column,
            found=float(numbers[at]),
            expected=float(wanted[at]),
        )
