"""Checks of lab 08: four ways to fine-tune, and a test for BatchNorm's mode. The others have their modules."""

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong

METHODS = ("zero", "full", "probe", "discriminative")
DEFAULTS = {"dampening": 0, "weight_decay": 0, "nesterov": False, "maximize": False}
"""What SGD has besides rate and momentum: left alone, or the four methods differ in more than their names say."""


@dataclass(frozen=True)
class Ways:
    """What the four methods are tried with."""

    rate: float
    seed: int
    """Of the weights and of the batch."""


@exercise("8.1")
class FourWays:
    """Does each method move what it shall, at its rates, and leave alone what it shall leave?"""

    tolerance = 1e-6  # of a rate, relative: products of a few factors in double precision
    steps = 2

    def case(self, seed: int) -> Case[Ways, None]:
        """Draw the rate and the weights."""
        draw = random.Random(seed)
        return Case(Ways(draw.uniform(0.01, 0.05), draw.randrange(1000)), None)

    def drive(self, answer: Any, given: Ways, evidence: Evidence) -> None:
        """Make two steps by each method, and keep what moved, at which rates, and what had a gradient."""
        import torch
        from torch.nn.functional import cross_entropy

        from tbxlab.lab08 import cnn

        make_optimizer, set_mode = answer
        draw = torch.Generator().manual_seed(given.seed)
        X, y = torch.randn(8, 1, 16, 16, generator=draw), torch.randint(10, (8,), generator=draw)
        for method in METHODS:
            model = cnn.resnet(10, given.seed)
            groups = cnn.groups(model)
            # copies: taking names out of a dictionary one by one is a right way to go through it
            optimizer = make_optimizer({name: list(each) for name, each in groups.items()}, method, given.rate)
            if not isinstance(optimizer, torch.optim.SGD):
                raise Wrong("four-no-sgd", method=method, found=type(optimizer).__name__)
            before = {name: [p.detach().clone() for p in parameters] for name, parameters in groups.items()}
            norms_moved, by_batch = [], False
            for _ in range(self.steps):  # the first one finds a new model, in train mode; the next a validated one
                set_mode(model, method)
                norms = [[each.clone() for each in cnn.running(layer)] for layer in cnn.batch_norms(model)]
                by_batch |= self.depends_on_the_batch(model, X)
                optimizer.zero_grad()
                loss = cross_entropy(model(X), y)
                if not loss.requires_grad:
                    raise Wrong("four-stands-still", method=method, group="head")
                loss.backward()
                optimizer.step()
                norms_moved.append(
                    sum(
                        not all(map(torch.equal, cnn.running(layer), before_it))
                        for layer, before_it in zip(cnn.batch_norms(model), norms, strict=True)
                    )
                )
                model.eval()  # as validating between two steps leaves it
            of = {id(p): group for group in optimizer.param_groups for p in group["params"]}
            evidence.note(
                **{
                    method: {
                        "rates": {
                            name: [of[id(p)]["lr"] if id(p) in of else None for p in parameters]
                            for name, parameters in groups.items()
                        },
                        "momentum": [group["momentum"] for group in optimizer.param_groups],
                        "others": [{name: group[name] for name in DEFAULTS} for group in optimizer.param_groups],
                        "moved": [
                            name
                            for name, parameters in groups.items()
                            if any(not torch.equal(p, old) for p, old in zip(parameters, before[name], strict=True))
                        ],
                        "gradients": [
                            name for name, parameters in groups.items() if any(p.grad is not None for p in parameters)
                        ],
                        "norms_moved": norms_moved,
                        "norms": len(norms),
                        "by_batch": by_batch,
                    }
                }
            )

    def depends_on_the_batch(self, model, X):
        """Return whether the body, in the mode that it is in, sees a picture otherwise than in eval mode."""
        import torch

        from tbxlab.lab08 import cnn

        # Copies, since a look in train mode moves running means. 1e-4: single precision over nine layers loses 1e-6.
        as_it_is, in_eval_mode = cnn.features(copy.deepcopy(model), X), cnn.features(copy.deepcopy(model).eval(), X)
        return not torch.allclose(as_it_is, in_eval_mode, atol=1e-4)

    def verify(self, evidence: Evidence, case: Case[Ways, None]) -> None:
        """Expect what moves, then the rates, then what BatchNorm did."""
        for method in METHODS:
            seen = evidence.answers[method]
            names = list(seen["rates"])
            learning = names[-1:] if method == "probe" else names
            for name in names:
                if name in learning and None in seen["rates"][name]:
                    raise Wrong("four-left-out", method=method, group=name)
                if name not in learning and name in seen["moved"]:
                    raise Wrong("four-frozen-moves", group=name)
                if name not in learning and name in seen["gradients"]:
                    raise Wrong("four-frozen-gradient", group=name)
                if name in learning and name not in seen["moved"]:
                    raise Wrong("four-stands-still", method=method, group=name)
            if any(each != 0.9 for each in seen["momentum"]):
                raise Wrong("four-momentum", method=method, found=seen["momentum"][0])
            for name, found in ((name, group[name]) for group in seen["others"] for name in group):
                if found != DEFAULTS[name]:
                    raise Wrong("four-other-setting", method=method, name=name, found=found, default=DEFAULTS[name])
            self.verify_rates(method, seen["rates"], learning, case.given.rate)
            if method == "probe" and max(seen["norms_moved"]):
                raise Wrong("four-drifts", count=max(seen["norms_moved"]))
            if method == "probe" and seen["by_batch"]:
                raise Wrong("four-by-batch")
            if method != "probe" and min(seen["norms_moved"]) < seen["norms"]:
                raise Wrong(
                    "four-not-training",
                    method=method,
                    count=seen["norms"] - min(seen["norms_moved"]),
                    norms=seen["norms"],
                )

    def verify_rates(self, method, rates, learning, rate):
        """Expect the same rate for all, or half of the next group's from the head back to the stem."""
        halved = method == "discriminative"
        expected = {name: rate * 0.5**i if halved else rate for i, name in enumerate(reversed(learning))}
        for name, right in expected.items():
            for found in rates[name]:
                if abs(found - right) <= self.tolerance * right:
                    continue
                if halved and abs(found - rate) <= self.tolerance * rate:
                    raise Wrong("four-all-alike", group=name, rate=rate)
                if halved and abs(rates[learning[0]][0] - rate) <= self.tolerance * rate:
                    raise Wrong("four-turned", stem=rates[learning[0]][0], head=rates[learning[-1]][0])
                message = "four-rate-halved" if halved else "four-rate"
                raise Wrong(message, method=method, group=name, expected=right, found=found)


MODELS = {
    "a ResNet in eval mode": False,
    "a ResNet in train mode": True,
    "a ResNet in eval mode, but for one BatchNorm layer": True,
    "a ResNet in eval mode, with a BatchNorm layer that keeps no running mean": True,
    "a VGG in train mode": False,
    "a VGG in eval mode": False,
    "a VGG with Dropout, in eval mode": False,
}
"""What depends_on_neighbors is asked about -> whether a picture's logits depend on the others."""


@dataclass(frozen=True)
class Asked:
    """The models that depends_on_neighbors is asked about, in this order, and what draws them and the pictures."""

    models: list[str]
    seed: int
    pictures: int


@exercise("8.7")
class DependsOnNeighbors:
    """Is it found whether a picture's logits depend on the others in the batch, without changing the model?"""

    def case(self, seed: int) -> Case[Asked, None]:
        """Draw the weights, the pictures and their number; the models are always the same."""
        draw = random.Random(seed)
        return Case(Asked(draw.sample(list(MODELS), len(MODELS)), draw.randrange(1000), draw.choice([4, 8, 12])), None)

    def drive(self, depends: Callable[..., Any], given: Asked, evidence: Evidence) -> None:
        """Ask about each model in its mode, and compare the model afterwards with what it was."""
        import torch

        said, changed = [], []
        X = torch.randn(given.pictures, 1, 16, 16, generator=torch.Generator().manual_seed(given.seed))
        for kind in given.models:
            model = self.model(kind, given.seed)
            modes = [part.training for part in model.modules()]
            before = {name: value.clone() for name, value in model.state_dict().items()}
            said.append(depends(model, X.clone()))
            same = all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
            changed.append(
                "" if same and modes == [part.training for part in model.modules()] else "mode" if same else "buffers"
            )
        evidence.note(said=said, changed=changed)

    def model(self, kind, seed):
        """Return a network of MODELS in its mode; it answers 3 to every picture, so that only logits can tell."""
        import torch
        from torch import nn

        from tbxlab.lab08 import cnn

        model = cnn.ARCHITECTURES["vgg" if "VGG" in kind else "resnet"](10, seed).train("train mode" in kind)
        with torch.no_grad():
            cnn.head(model).bias[3] += 20  # far over what the others reach
        if "Dropout" in kind:
            model.classifier = nn.Sequential(nn.Dropout(0.5), model.classifier).eval()
        if "but for one" in kind:
            cnn.batch_norms(model)[-1].train()
        if "no running mean" in kind:
            layer = cnn.batch_norms(model)[-1]
            layer.track_running_stats, layer.running_mean, layer.running_var = False, None, None
            layer.num_batches_tracked = None
        return model

    def verify(self, evidence: Evidence, case: Case[Asked, None]) -> None:
        """Expect True where BatchNorm takes the batch's own mean, and nothing changed."""
        answers = evidence.answers
        for kind, said, changed in zip(case.given.models, answers["said"], answers["changed"], strict=True):
            if not isinstance(said, bool):
                raise Wrong("neighbors-form", found=repr(said)[:60])
            if said != MODELS[kind]:
                raise Wrong("neighbors-missed" if MODELS[kind] else "neighbors-false", kind=kind)
            if changed:
                raise Wrong("neighbors-mode" if changed == "mode" else "neighbors-buffers", kind=kind)
