"""Checks of lab 03, layers: the backward pass, units by hooks, a cure for vanishing gradients, update ratios."""

import random

import numpy as np

from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong


@exercise("3.2")
class BackwardPass:
    """Are the gradients of a deep network, worked out by hand, those of autograd, in every shape?"""

    tolerance = 1e-4
    """Relative, and a hundredth of it absolute: whoever works in single precision is right as well."""

    def case(self, seed):
        """Draw three networks (one, three and four layers), no two sizes alike, so that no wrong shape fits."""
        draw = random.Random(seed)
        sizes = [[5, 1], [4, 7, 6, 1], [3, 8, 5, 6, 1]]
        return [{"sizes": each, "examples": draw.choice([9, 10, 11]), "seed": draw.randrange(1000)} for each in sizes]

    def drive(self, gradients, case, evidence):
        """Ask for the gradients of each network; autograd works on copies."""
        said, expected, kept = [], [], []
        for each in case:
            parameters, X, y = self.network(each)
            before = [array.copy() for pair in parameters for array in pair]
            found = gradients([tuple(pair) for pair in parameters], X.copy(), y.copy())
            said.append([[self.as_noted(array) for array in pair] for pair in found])
            expected.append(self.by_autograd(parameters, X, y))
            kept.append(
                all(
                    np.array_equal(old, new)
                    for old, new in zip(before, (array for pair in parameters for array in pair), strict=True)
                )
            )
        evidence.note(said=said, expected=expected, kept=kept)

    def network(self, each):
        """Return W float64[out, in] and b float64[out, 1] of every layer, X float64[in, n] and y float64[1, n]."""
        draw = np.random.default_rng(each["seed"])
        pairs = zip(each["sizes"], each["sizes"][1:], strict=False)
        parameters = [(draw.normal(size=(rows, columns)), draw.normal(size=(rows, 1))) for columns, rows in pairs]
        X = draw.normal(size=(each["sizes"][0], each["examples"]))
        return parameters, X, draw.integers(0, 2, size=(1, each["examples"])).astype(float)

    def as_noted(self, array):
        """Return an array's shape and its numbers, a learner's NaN as text, which JSON can hold."""
        array = np.asarray(array, dtype=float)
        return {"shape": list(array.shape), "numbers": [float(each) for each in array.ravel()]}

    def by_autograd(self, parameters, X, y):
        """Return what autograd says."""
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits

        leaves = [[torch.tensor(array, requires_grad=True) for array in pair] for pair in parameters]
        A = torch.tensor(X)
        for i, (W, b) in enumerate(leaves):
            Z = W @ A + b
            A = Z.relu() if i < len(leaves) - 1 else Z
        binary_cross_entropy_with_logits(A, torch.tensor(y)).backward()
        return [[self.as_noted(leaf.grad.numpy()) for leaf in pair] for pair in leaves]

    def verify(self, evidence, case):
        """Compare layer by layer, from the last to the first, as the gradient comes."""
        answers = evidence.answers
        for each, said, expected, kept in zip(case, answers["said"], answers["expected"], answers["kept"], strict=True):
            layers = len(expected)
            if len(said) != layers or any(len(pair) != 2 for pair in said):
                raise Wrong("backward-how-many", layers=layers, found=len(said))
            if not kept:
                raise Wrong("backward-in-place")
            shapes = [[array["shape"] for array in pair] for pair in said]
            if layers > 1 and shapes == [[array["shape"] for array in pair] for pair in expected[::-1]]:
                raise Wrong("backward-order", layers=layers)
            for i in reversed(range(layers)):
                for name, found, right in zip(("dW", "db"), said[i], expected[i], strict=True):
                    self.verify_array(
                        f"{name} of layer {i + 1} of {layers}",
                        name,
                        found,
                        right,
                        each["examples"],
                        last=i == layers - 1,
                    )

    def verify_array(self, what, name, found, right, examples, *, last):
        """Expect one gradient: its shape, then its numbers."""
        about = {"what": what, "found": found["shape"], "expected": right["shape"], "examples": examples}
        if found["shape"] != right["shape"]:
            rows = right["shape"][0]
            if name == "db" and found["shape"] == [rows, examples]:
                raise Wrong("backward-db-not-summed", **about)
            if name == "db" and found["shape"] == [rows]:
                raise Wrong("backward-db-flat", **about)
            if name == "dW" and found["shape"] == right["shape"][::-1]:
                raise Wrong("backward-dw-turned", **about)
            raise Wrong("backward-shape", **about)
        numbers, wanted = np.array(found["numbers"]), np.array(right["numbers"])
        near = {"rtol": self.tolerance, "atol": self.tolerance / 100}
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
        row, column = divmod(at, right["shape"][1])
        raise Wrong(
            "backward-last" if last else "backward-hidden",
            what=what,
            row=row,
            column=column,
            found=float(numbers[at]),
            expected=float(wanted[at]),
        )


@exercise("3.3")
class UnitsByHooks:
    """Are dead and saturated units logged as shares, by hooks that are gone afterwards?"""

    def case(self, seed):
        """Draw how many of the units are dead, and how strongly the others are driven."""
        draw = random.Random(seed)
        return [
            {
                "seed": draw.randrange(1000),
                "dead": draw.randint(3, 12),
                "drive": draw.uniform(2, 8),
                "training": training,
            }
            for training in (True, False, True)
        ]

    def drive(self, log_units, case, evidence):
        """Let three models be looked at, each at its own step; keep the shares that are there."""
        import torch

        expected, hooks, trained, modes = [], [], [], []
        with evidence.writer() as writer:
            for step, each in enumerate(case):
                model, X = branched(each)
                expected.append(model.shares(X))
                model.train(each["training"])
                before = [parameter.detach().clone() for parameter in model.parameters()]
                log_units(writer, model, X, step)
                hooks.append(sum(len(part._forward_hooks) for part in model.modules()))
                trained.append(
                    any(not torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True))
                )
                modes.append([part.training for part in model.modules()])
        evidence.note(expected=expected, hooks=hooks, trained=trained, modes=modes)

    def verify(self, evidence, case):
        """Expect each share at its step; tell which share it is instead, where that can be told."""
        expected = evidence.answers["expected"]
        if any(evidence.answers["trained"]):
            raise Wrong("units-model-changed")
        for tag in expected[0]:
            found = evidence.scalars(tag)
            expect_steps(found, range(len(case)), tag)
            for step, (value, shares) in enumerate(zip(found.values, expected, strict=True)):
                self.verify_share(tag, step, value, shares[tag])
        extra = sorted(set(evidence.run().scalars) - set(expected[0]))
        if extra:
            raise Wrong("units-extra", found=", ".join(extra), expected=", ".join(expected[0]))
        if any(evidence.answers["hooks"]):
            raise Wrong("units-hooks-left", left=max(evidence.answers["hooks"]))
        for each, modes in zip(case, evidence.answers["modes"], strict=True):
            if any(mode != each["training"] for mode in modes):
                named = {True: "training", False: "evaluation"}
                raise Wrong("units-mode", before=named[each["training"]], after=named[not each["training"]])

    def verify_share(self, tag, step, value, shares):
        """``shares`` has the right share first, then wrong ones by name."""
        # Event files hold float32, and the shares are of up to 1,500 outputs.
        if abs(value - shares["right"]) < 1e-5:
            return
        about = {"tag": tag, "step": step, "found": value, "expected": shares["right"]}
        for message, other in (
            ("units-zeros", shares.get("zeros")),
            ("units-any", shares.get("any")),
            ("units-one-end", shares.get("upper")),
            ("units-one-end", shares.get("lower")),
        ):
            if other is not None and abs(value - other) < 1e-5:
                raise Wrong(message, **about)
        if abs(value - 100 * shares["right"]) < 1e-2 or value > 1:
            raise Wrong("units-not-a-share", **about)
        raise Wrong("units-share", **about)


def branched(case):
    """Return a model with two branches, which calling its children in turn would not go through, and X float32[60, 10].

    It knows the shares that its units should be logged with.
    """
    import torch
    from torch import nn

    from tbxlab.toy import data

    class Branched(nn.Module):
        """ReLU units and, beside them, sigmoid units; both go into the last layer."""

        def __init__(self):
            super().__init__()
            self.last = nn.Linear(45, 2)
            self.body = nn.ModuleDict({"gate": nn.Sigmoid(), "rectifier": nn.ReLU()})
            self.gate_layer, self.layer = nn.Linear(10, 25), nn.Linear(10, 20)

        def branches(self, X):
            return self.body["rectifier"](self.layer(X)), self.body["gate"](self.gate_layer(X))

        def forward(self, X):
            return self.last(torch.cat(self.branches(X), dim=1))

        @torch.no_grad()
        def shares(self, X):
            rectified, gated = self.layer(X).relu(), self.gate_layer(X).sigmoid()
            silent, low, high = rectified <= 0, gated < 0.05, gated > 0.95
            return {
                "dead/body.rectifier": {
                    "right": silent.all(dim=0).float().mean().item(),
                    "zeros": silent.float().mean().item(),
                    "any": silent.any(dim=0).float().mean().item(),
                },
                "saturated/body.gate": {
                    "right": (low | high).float().mean().item(),
                    "upper": high.float().mean().item(),
                    "lower": low.float().mean().item(),
                },
            }

    torch.manual_seed(case["seed"])
    model = Branched()
    with torch.no_grad():
        model.layer.bias[: case["dead"]] = -50
        model.gate_layer.weight.mul_(case["drive"])
    X, _ = data.two_classes(60, case["seed"])
    return model, X


@exercise("3.4")
class TheCure:
    """Do the first layers of a deep network get a gradient, and does it learn?"""

    steps, every, seeds, deep, wide = 150, 5, 2, 6, 16
    low = 0.1
    """The least ratio of the first layer's gradient to the last one's. No highest: what explodes diverges, or learns
    nothing, and is told so."""
    learned = 0.65
    """A loss below ln 2 = 0.693, in the mean of two networks. Of 20 seeds, networks of sigmoids and ReLUs as PyTorch
    draws them all ended at 0.69; nine kinds that get a gradient at 0.40 to 0.58, but tanh as PyTorch draws it at 0.57
    to 0.68."""

    def case(self, seed):
        """Draw the seeds of two networks."""
        draw = random.Random(seed)
        return [draw.randrange(1000) for _ in range(self.seeds)]

    def drive(self, cured, case, evidence):
        """Train each network by plain gradient descent and log the gradient norms of its first and last layer."""
        import torch
        from torch import nn
        from torch.nn.functional import cross_entropy

        from tbxlab.toy import data

        layers, bends = [], []
        for i, seed in enumerate(case):
            torch.manual_seed(seed)
            model = cured()
            linear = [part for part in model.modules() if isinstance(part, nn.Linear)]
            layers.append([list(part.weight.shape) for part in linear])
            if len(linear) < 2:
                return evidence.note(layers=layers, bends=[])
            X, y = data.two_classes(2000, seed)
            with evidence.writer(f"run-{i}") as writer:
                for step in range(self.steps):
                    batch = torch.randint(len(X), (50,))
                    loss = cross_entropy(model(X[batch]), y[batch])
                    model.zero_grad()
                    loss.backward()
                    writer.add_scalar("train/loss", loss.item(), step)
                    for name, part in (("first", linear[0]), ("last", linear[-1])) if step % self.every == 0 else ():
                        gradient = part.weight.grad
                        writer.add_scalar(f"gradient_norm/{name}", 0.0 if gradient is None else gradient.norm(), step)
                    with torch.no_grad():
                        for parameter in model.parameters():
                            if parameter.grad is not None:
                                parameter -= 0.05 * parameter.grad
            # A layer that forward never calls gets no gradient at all, not even 0: it does not make a network deep.
            layers[-1] = [list(part.weight.shape) for part in linear if part.weight.grad is not None]
            bends.append(self.bend(model, X))
        evidence.note(layers=layers, bends=bends)

    def bend(self, model, X):
        """Return by how much f(a + b) - f(0) differs from (f(a) - f(0)) + (f(b) - f(0)), relative to f(a)."""
        import torch

        model.eval()
        with torch.no_grad():
            a, b = X[:100], X[100:200]
            whole = model(a + b) - model(a) - model(b) + model(torch.zeros_like(a))
            return (whole.abs().max() / model(a).abs().max().clamp(min=1e-9)).item()

    def verify(self, evidence, case):
        """Expect the depth kept, then the ratio of the gradient norms, then the loss."""
        for shapes in evidence.answers["layers"]:
            if len(shapes) < self.deep:
                raise Wrong("cure-shallow", layers=len(shapes), deep=self.deep)
            if any(rows < self.wide for rows, _ in shapes[:-1]):
                raise Wrong("cure-narrow", wide=self.wide, found=min(rows for rows, _ in shapes[:-1]))
        ends = []
        for i in range(self.seeds):
            first, last = (evidence.scalars(f"gradient_norm/{name}", f"run-{i}").values for name in ("first", "last"))
            losses = evidence.scalars("train/loss", f"run-{i}").values
            if not np.isfinite(losses).all():
                raise Wrong("cure-diverged", step=int(np.flatnonzero(~np.isfinite(losses))[0]))
            # The median of all steps: a single batch's gradients differ by chance, up to threefold either way.
            ratio = float(np.median(first / np.maximum(last, 1e-30)))
            if ratio < self.low:
                raise Wrong(
                    "cure-vanishes",
                    ratio=ratio,
                    low=self.low,
                    first=float(np.median(first)),
                    last=float(np.median(last)),
                )
            ends.append(losses[-30:].mean())
        if np.mean(ends) > self.learned:
            raise Wrong("cure-learns-nothing", loss=np.mean(ends), ratio=ratio)
        # A network without activations is one linear layer: of 0.0 exactly, but for rounding in single precision.
        if max(evidence.answers["bends"]) < 1e-4:
            raise Wrong("cure-linear")


@exercise("3.5")
class UpdateToWeight:
    """Is it logged how far the weights moved, and not how long the gradient is?"""

    steps = 6
    optimizers = ("sgd", "adam", "momentum")

    def case(self, seed):
        """Draw the weights and the rate of three trainings, one with each optimizer."""
        draw = random.Random(seed)
        return [
            {"kind": kind, "seed": draw.randrange(1000), "rate": draw.uniform(0.005, 0.05)} for kind in self.optimizers
        ]

    def drive(self, step_and_log, case, evidence):
        """Train three models through the learner's function, and keep what the weights did."""
        import torch

        from tbxlab.toy import data, models

        expected, moved = [], []
        for each in case:
            model = models.classifier(seed=each["seed"])
            optimizer = {
                "sgd": torch.optim.SGD,
                "adam": torch.optim.Adam,
                "momentum": lambda parameters, lr: torch.optim.SGD(parameters, lr=lr, momentum=0.9),
            }[each["kind"]](model.parameters(), lr=each["rate"])
            X, y = data.two_classes(200, each["seed"])
            rows = []
            with evidence.writer(each["kind"]) as writer:
                for step in range(self.steps):
                    optimizer.zero_grad()
                    torch.nn.functional.cross_entropy(model(X), y).backward()
                    before = {name: value.detach().clone() for name, value in model.named_parameters()}
                    gradients = {name: value.grad.clone() for name, value in model.named_parameters()}
                    step_and_log(writer, model, optimizer, step)
                    rows.append(
                        {
                            name: self.ratios(before[name], value.detach(), gradients[name], each["rate"])
                            for name, value in model.named_parameters()
                            if value.ndim > 1
                        }
                    )
            expected.append(rows)
            moved.append(any(not torch.equal(before[name], value) for name, value in model.named_parameters()))
        evidence.note(expected=expected, moved=moved)

    def ratios(self, before, after, gradient, rate):
        """Return the right ratio and what is often taken for it."""
        length = before.norm().item()
        return {
            "right": (after - before).norm().item() / length,
            "gradient": gradient.norm().item() / length,
            "rate": rate * gradient.norm().item() / length,
            "length": (after - before).norm().item(),
            "lengths": abs(after.norm().item() - length) / length,
        }

    def verify(self, evidence, case):
        """Compare with how far the weights went; tell what was logged instead."""
        if not all(evidence.answers["moved"]):
            raise Wrong("update-no-step")
        for each, rows in zip(case, evidence.answers["expected"], strict=True):
            for name in rows[0]:
                tag = f"update_ratio/{name}"
                found = evidence.scalars(tag, each["kind"])
                expect_steps(found, range(self.steps), tag)
                for step, (value, row) in enumerate(zip(found.values, rows, strict=True)):
                    self.verify_ratio(value, row[name], {"tag": tag, "step": step, "optimizer": each["kind"]})

    def verify_ratio(self, value, row, about):
        """A ratio to the weights after the step is right as well: they differ by less than the tolerance."""
        right = row["right"]
        if abs(value - right) <= 0.02 * right + right**2:
            return
        for kind in ("gradient", "rate", "length", "lengths"):
            if np.isclose(value, row[kind], rtol=1e-3):
                raise Wrong(
                    {
                        "gradient": "update-gradient",
                        "rate": "update-rate",
                        "length": "update-length",
                        "lengths": "update-lengths",
                    }[kind],
                    **about,
                    found=value,
                    expected=right,
                )
        raise Wrong("update-zero" if value == 0 else "update-other", **about, found=value, expected=right)
