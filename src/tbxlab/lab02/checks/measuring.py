"""Checks of lab 02, measuring: before the training, the gradient of a loss, rate and gradient norm."""

import math
import random

import numpy as np

from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps, expect_values
from tbxlab.grading.verdict import Wrong

FIRST, BATCH = "check/first_loss", "check/one_batch"
VERDICTS = {
    "sound": "ready",
    "bytes": "first loss",
    "biased": "first loss",
    "softmax": "one batch",
    "dead": "one batch",
}


@exercise("2.3")
class BeforeTraining:
    """Are sound models told from those that need not be trained at all?"""

    learned = 0.1
    """A loss that one batch has been learned by: softmax in front of the loss cannot get below 0.31."""

    def case(self, seed):
        """Draw eight models: four sound ones, and one with each fault."""
        draw = random.Random(seed)
        kinds = ["sound"] * 4 + ["bytes", "biased", "softmax", "dead"]
        draw.shuffle(kinds)
        return [(kind, draw.randrange(200)) for kind in kinds]

    def drive(self, before_training, case, evidence):
        """Let each model be looked at."""
        from tbxlab.lab02.training import evaluate  # imports torch

        said, losses = [], []
        for i, (kind, seed) in enumerate(case):
            model, X, y = patient(kind, seed)
            losses.append(evaluate(model, (X, y))[0])
            with evidence.writer(f"model-{i}") as writer:
                said.append(before_training(writer, model, X, y))
        evidence.note(said=said, losses=losses)

    def verify(self, evidence, case):
        """Expect the first loss logged, one batch tried where it comes to that, and the right verdict."""
        said, losses = evidence.answers["said"], evidence.answers["losses"]
        for i, (kind, _) in enumerate(case):
            run, right = f"model-{i}", VERDICTS[kind]
            about = {"model": i, "said": said[i], "loss": losses[i]}
            first = evidence.scalars(FIRST, run)
            if not np.isclose(first.values[0], losses[i], rtol=1e-4):
                raise Wrong("before-first-loss", tag=FIRST, found=first.values[0], expected=losses[i])
            if said[i] not in VERDICTS.values():
                raise Wrong("before-no-verdict", said=repr(said[i]))
            if said[i] == "first loss" and right != said[i]:
                raise Wrong("before-too-strict", **about)
            if right == "first loss" and right != said[i]:
                raise Wrong("before-too-generous", **about)
            if right == "first loss":
                continue
            batch = evidence.scalars(BATCH, run).values
            if said[i] != right:
                raise Wrong(
                    "before-batch-learned" if right == "one batch" else "before-batch-not-learned",
                    lowest=batch.min(),
                    last=batch[-1],
                    steps=len(batch),
                    **about,
                )
            if right == "ready" and batch.min() > self.learned:
                raise Wrong("before-not-tried", tag=BATCH, lowest=batch.min(), **about)


def patient(kind, seed):
    """Return a model and its data, X float32[500, 10] and y int64[500]: sound, or with one fault."""
    import torch

    from tbxlab.toy import data, models

    model, (X, y) = models.classifier(seed=seed), data.two_classes(500, seed)
    with torch.no_grad():
        if kind == "bytes":
            X = data.as_bytes(X)
        elif kind == "biased":
            model[2].bias.copy_(torch.tensor([3.0, -3.0]))  # says class 0 with 400 to 1, whatever it sees
        elif kind == "softmax":
            model.append(torch.nn.Softmax(dim=1))  # cross_entropy takes logits: this one squashes them twice
        elif kind == "dead":
            model[0].bias.fill_(-100)  # no hidden unit ever lets anything through
    return model, X, y


@exercise("2.4")
class GradientError:
    """Is the difference between autograd and σ(z) − y measured, for any loss?"""

    tag = "gradient/max_difference"
    losses = ("sum", "mean", "squared", "weighted")
    names = {
        "sum": "cross-entropy, added up",
        "mean": "cross-entropy, averaged",
        "squared": "half the squared error of σ(z), added up",
        "weighted": "three times the cross-entropy",
    }

    def case(self, seed):
        """Draw logits and labels for each loss; the first is the one whose gradient is σ(z) − y."""
        draw = random.Random(seed)
        return [
            {"z": [draw.uniform(-5, 5) for _ in range(8)], "y": [float(draw.random() < 0.5) for _ in range(8)]}
            for _ in self.losses
        ]

    def drive(self, log_gradient_error, case, evidence):
        """Measure each loss at its own step."""
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

        functions = {
            "sum": lambda z, y: cross_entropy(z, y, reduction="sum"),
            "mean": lambda z, y: cross_entropy(z, y),
            "squared": lambda z, y: ((torch.sigmoid(z) - y) ** 2).sum() / 2,
            "weighted": lambda z, y: 3 * cross_entropy(z, y, reduction="sum"),
        }
        with evidence.writer() as writer:
            for step, (name, each) in enumerate(zip(self.losses, case, strict=True)):
                log_gradient_error(writer, functions[name], torch.tensor(each["z"]), torch.tensor(each["y"]), step)

    def verify(self, evidence, case):
        """Compare with the gradients, worked out by hand."""
        found = evidence.scalars(self.tag)
        expect_steps(found, range(len(self.losses)), self.tag)
        for value, name, each in zip(found.values, self.losses, case, strict=True):
            z, y = np.array(each["z"]), np.array(each["y"])
            p = 1 / (1 + np.exp(-z))
            gradient = {
                "sum": p - y,
                "mean": (p - y) / len(y),
                "squared": (p - y) * p * (1 - p),
                "weighted": 3 * (p - y),
            }[name]
            differences = gradient - (p - y)
            expected = np.abs(differences).max()
            # An event file keeps float32, and z is float32: 1e-5 is well above either's rounding.
            if abs(value - expected) <= 1e-5 * (1 + expected):
                continue
            if value < 0 or np.isclose(value, differences.max(), atol=1e-5):
                raise Wrong("gradient-signed", loss=self.names[name], found=value, expected=expected)
            if np.isclose(value, np.abs(gradient + (p - y)).max(), atol=1e-5):
                raise Wrong("gradient-turned", loss=self.names[name], found=value)
            raise Wrong("gradient-differs", loss=self.names[name], found=value, expected=expected)


@exercise("2.5")
class RateAndNorm:
    """Are rate and gradient norm those of this step, the norm as it was before it was clipped?"""

    steps, limit = 24, 1.0
    tags = ("train/loss", "train/gradient_norm", "train/rate")

    def case(self, seed):
        """Draw the weights and the first learning rate."""
        draw = random.Random(seed)
        return {"seed": draw.randrange(1000), "rate": draw.choice([0.2, 0.3, 0.4]), "factor": draw.uniform(0.8, 0.9)}

    def drive(self, train_step, case, evidence):
        """Train a model through the learner's function, and a twin of it in our own way."""
        import torch
        from torch.nn.functional import cross_entropy
        from torch.nn.utils import clip_grad_norm_

        from tbxlab.toy import data, models

        def beginning():
            model = models.classifier(seed=case["seed"])
            optimizer = torch.optim.SGD(model.parameters(), lr=case["rate"])
            return model, optimizer, torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=case["factor"])

        X, y = data.two_classes(50 * self.steps, case["seed"])
        X = 3 * X  # so that some gradients are longer than the limit, and some are not
        batches = list(zip(X.split(50), y.split(50), strict=True))
        twin, optimizer, scheduler = beginning()
        expected = []
        for X_batch, y_batch in batches:
            loss = cross_entropy(twin(X_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            whole = clip_grad_norm_(twin.parameters(), self.limit)
            expected.append([loss.item(), whole.item(), optimizer.param_groups[0]["lr"]])
            optimizer.step()
            scheduler.step()
        model, optimizer, scheduler = beginning()
        with evidence.writer() as writer:
            for step, (X_batch, y_batch) in enumerate(batches):
                train_step(writer, model, optimizer, scheduler, X_batch, y_batch, step)
        weights = [torch.cat([p.detach().flatten() for p in each.parameters()]) for each in (model, twin)]
        evidence.note(expected=expected, weights_differ=(weights[0] - weights[1]).abs().max().item())

    def verify(self, evidence, case):
        """Expect three curves as measured on the twin, and a training that went the same way."""
        expected = np.array(evidence.answers["expected"])
        for tag in self.tags:
            expect_steps(evidence.scalars(tag), range(self.steps), tag)
        if not evidence.answers["weights_differ"] < 1e-3:  # the curves of another training tell nothing
            raise Wrong("step-other-weights", limit=self.limit)
        self.verify_norm(evidence.scalars(self.tags[1]).values, expected[:, 1])
        self.verify_rate(evidence.scalars(self.tags[2]).values, expected[:, 2])
        expect_values(evidence.scalars(self.tags[0]), expected[:, 0], self.tags[0], tolerance=1e-3)

    def verify_norm(self, found, expected):
        """Say which norm it is, as far as it can be told."""
        if np.allclose(found, expected, rtol=1e-3):
            return
        at = int(np.flatnonzero(~np.isclose(found, expected, rtol=1e-3))[0])
        about = {"step": at, "found": found[at], "expected": expected[at]}
        if np.allclose(found, np.minimum(expected, self.limit), rtol=1e-3):
            raise Wrong("norm-clipped", limit=self.limit, highest=expected.max(), **about)
        if np.allclose(found[1:], expected[:-1], rtol=1e-3) or math.isclose(found[0], 0, abs_tol=1e-9):
            raise Wrong("norm-not-yet", **about)
        raise Wrong("norm-other", **about)

    def verify_rate(self, found, expected):
        """Say whether it is the next step's, or never changes."""
        if np.allclose(found, expected, rtol=1e-4):
            return
        if np.allclose(found[:-1], expected[1:], rtol=1e-4):
            raise Wrong("rate-of-the-next", found=found[0], expected=expected[0])
        at = int(np.flatnonzero(~np.isclose(found, expected, rtol=1e-4))[0])
        raise Wrong(
            "rate-constant" if np.ptp(found) == 0 else "rate-other", step=at, found=found[at], expected=expected[at]
        )
