"""Check of lab 03: dead and saturated units, found by hooks that are gone afterwards."""

import random
from dataclasses import dataclass
from typing import Any

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong

ROWS = 60
Shares = dict[str, float]
"""The right share first, then wrong ones by name."""


@dataclass(frozen=True)
class Looked:
    """One model that is looked at, at one step of a run."""

    step: int
    dead: int
    """How many units of the first ReLU are 0 for every row."""
    driven: float
    """The factor on the weights before the sigmoids."""
    training: bool
    seed: int


def branched(looked: Looked) -> tuple[Any, Any]:
    """Return a model with two branches, which calling its children in turn would not go through, and X float32[60, 10].

    Some of its parts are in the other mode than the whole; it has gradients, and a hook of somebody else.
    """
    import torch
    from torch import nn

    from tbxlab.toy import data

    class Branched(nn.Module):
        """ReLU units and, beside them, sigmoid units and tanh units; all go into the last layer."""

        def __init__(self) -> None:
            super().__init__()
            self.last = nn.Linear(50, 2)
            self.body = nn.ModuleDict({"gate": nn.Sigmoid(), "rectifier": nn.ReLU()})
            self.bend, self.drop, self.ramp = nn.Tanh(), nn.Dropout(0.5), nn.ReLU()
            self.gate_layer, self.layer, self.bent = nn.Linear(10, 25), nn.Linear(10, 20), nn.Linear(10, 5)

        def branches(self, X: Any) -> tuple[Any, Any, Any]:
            rectified, gated = self.body["rectifier"](self.layer(X)), self.body["gate"](self.gate_layer(X))
            return rectified, gated, self.ramp(self.bend(self.bent(X)))

        def forward(self, X: Any) -> Any:
            return self.last(self.drop(torch.cat(self.branches(X), dim=1)))

    X, y = data.two_classes(ROWS, looked.seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(looked.seed)
        model = Branched()
        with torch.no_grad():
            model.layer.bias[: looked.dead] = -50
            # One more unit is silent for all rows but one: it is alive.
            model.layer.bias[looked.dead] -= model.layer(X)[:, looked.dead].topk(2).values.mean()
            model.gate_layer.weight.mul_(looked.driven)
            model.gate_layer.bias.add_(0.5)
            model.bent.bias[:2] = -50
        nn.functional.cross_entropy(model(X), y).backward()
    model.train(looked.training)
    model.drop.train(not looked.training)
    model.last.register_forward_hook(ignore)
    return model, X


def ignore(*_: Any) -> None:
    """A hook of somebody else, who still needs it."""


def shares(looked: Looked) -> dict[str, Shares]:
    """Return the shares that the units should be logged with, and what is often taken for them."""
    import torch

    model, X = branched(looked)
    with torch.no_grad():
        rectified, gated, ramped = model.branches(X)
    low, high = gated < 0.05, gated > 0.95
    found = {
        "saturated/body.gate": {
            "right": (low | high).float().mean().item(),
            "upper": high.float().mean().item(),
            "lower": low.float().mean().item(),
        }
    }
    for tag, outputs in (("dead/body.rectifier", rectified), ("dead/ramp", ramped)):
        silent = outputs <= 0
        found[tag] = {
            "right": silent.all(dim=0).float().mean().item(),
            "zeros": silent.float().mean().item(),
            "any": silent.any(dim=0).float().mean().item(),
        }
    return found


@exercise("3.3")
class UnitsByHooks:
    """Are dead and saturated units logged as shares, by hooks that are gone afterwards?"""

    def case(self, seed: int) -> Case[list[Looked], None]:
        """Draw how many of the units are dead, how strongly the others are driven, and the steps."""
        draw = random.Random(seed)
        step, looked = draw.randint(0, 20), []
        for training in (True, False, True):
            looked.append(Looked(step, draw.randint(3, 12), draw.uniform(2, 8), training, draw.randrange(1000)))
            step += draw.randint(3, 20)
        return Case(given=looked, true=None)

    def drive(self, log_units: Any, given: list[Looked], evidence: Evidence) -> None:
        """Let three models be looked at, each at its own step."""
        counted = []
        with evidence.writer() as writer:
            for looked in given:
                model, X = branched(looked)
                with handed.unchanged(model=model, X=X), handed.passes(model) as passes:
                    log_units(writer, model, X, looked.step)
                counted.append(len(passes))
        evidence.note(passes=counted)

    def verify(self, evidence: Evidence, case: Case[list[Looked], None]) -> None:
        """Expect each share at its step; tell which share it is instead, where that can be told."""
        expected = [shares(looked) for looked in case.given]
        for tag in expected[0]:
            found = evidence.scalars(tag)
            expect_steps(found, [looked.step for looked in case.given], tag)
            for step, value, each in zip(found.steps, found.values, expected, strict=True):
                self.verify_share(tag, int(step), float(value), each[tag])
        extra = sorted(set(evidence.run().scalars) - set(expected[0]))
        if extra:
            raise Wrong("units-extra", found=", ".join(extra), expected=", ".join(expected[0]))
        for passes in evidence.answers["passes"]:
            if passes != 1:
                raise Wrong("units-passes", passes=passes)

    def verify_share(self, tag: str, step: int, found: float, share: Shares) -> None:
        """Compare one share with the right one, and with what is often taken for it."""
        # Event files hold float32, and the shares are of up to 1,500 outputs.
        if abs(found - share["right"]) < 1e-5:
            return
        about = {"tag": tag, "step": step, "found": found, "expected": share["right"]}
        for message, other in (
            ("units-zeros", share.get("zeros")),
            ("units-any", share.get("any")),
            ("units-one-end", share.get("upper")),
            ("units-one-end", share.get("lower")),
        ):
            if other is not None and abs(found - other) < 1e-5:
                raise Wrong(message, **about)
        raise Wrong("units-not-a-share" if found > 1 else "units-share", **about)
