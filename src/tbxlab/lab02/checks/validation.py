"""Check of lab 02, validation: on the axis of the training, in evaluation mode, every example once."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tbxlab.events import Scalars
from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import brief
from tbxlab.grading.verdict import Wrong
from tbxlab.lab02.checks.scalars import TrainingSize, draw_size, made_up_loss

TRAIN, VAL, ACCURACY = "train/loss", "val/loss", "val/accuracy"
DROPOUT = "with-dropout"
"""The run of a model that has dropout."""
BATCH_SIZE = 40
Answer = Callable[..., Any]


@dataclass(frozen=True)
class Means:
    """What may be logged of one validation: the right values, and those of some mistakes."""

    loss: float
    accuracy: float
    examples: int
    last: int
    """How many examples the last batch has."""
    means: float
    """The mean of the batches' mean losses."""
    last_loss: float
    """The mean loss of the last batch alone."""


@dataclass(frozen=True)
class Validations:
    """A training run of so many epochs with a validation after each; ``size`` draws the rest."""

    size: TrainingSize

    def models(self) -> list[tuple[Any, Any]]:
        """Return for each epoch a model and its loader, whose last batch is small and has the hardest examples."""
        import torch
        from torch.nn.functional import cross_entropy
        from torch.utils.data import DataLoader, TensorDataset

        from tbxlab.toy import data, models

        draw = random.Random(self.size.seed)
        X, y = data.two_classes(3 * BATCH_SIZE + draw.randint(4, 9), self.size.seed)
        made = []
        for _ in range(self.size.epochs):
            model: Any = models.classifier(seed=draw.randrange(10_000)).train()
            with torch.no_grad():
                model[2].weight.mul_(6)  # sure of itself, so that the losses of the examples differ
                order = cross_entropy(model(X), y, reduction="none").argsort()
            made.append((model, DataLoader(TensorDataset(X[order], y[order]), batch_size=BATCH_SIZE)))
        return made

    def with_dropout(self) -> tuple[Any, Any]:
        """Return one with dropout, in training mode, and a loader of another batch size."""
        import torch
        from torch.utils.data import DataLoader, TensorDataset

        from tbxlab.toy import data, models

        X, y = data.two_classes(BATCH_SIZE + 11, self.size.seed)
        first, relu, last = models.classifier(seed=self.size.seed)
        model = torch.nn.Sequential(first, relu, torch.nn.Dropout(0.5), last).train()
        return model, DataLoader(TensorDataset(X, y), batch_size=BATCH_SIZE // 2)


@dataclass(frozen=True)
class Expected:
    """What is true of them; worked out when it is first needed."""

    of: Validations

    @cached_property
    def means(self) -> list[Means]:
        """One for each epoch."""
        return [means_of(*each) for each in self.of.models()]

    @cached_property
    def with_dropout(self) -> Means:
        """Of the model that has dropout."""
        return means_of(*self.of.with_dropout())


def means_of(model: Any, loader: Any) -> Means:
    """Measure a model in evaluation mode."""
    import torch
    from torch.nn.functional import cross_entropy

    model.eval()
    with torch.no_grad():
        batches = [(model(X), y) for X, y in loader]
        losses = [cross_entropy(logits, y, reduction="none") for logits, y in batches]
        right = [(logits.argmax(dim=1) == y).float() for logits, y in batches]
    return Means(
        loss=torch.cat(losses).mean().item(),
        accuracy=torch.cat(right).mean().item(),
        examples=len(torch.cat(losses)),
        last=len(losses[-1]),
        means=float(np.mean([part.mean().item() for part in losses])),
        last_loss=losses[-1].mean().item(),
    )


@exercise("2.2")
class OneAxisWholeSet:
    """Does validation stand on the axis of the training, and count every example once?"""

    tolerance = 1e-4  # single precision, whatever the order in which the examples are added up

    def case(self, seed: int) -> Case[Validations, Expected]:
        """Draw a training run."""
        given = Validations(draw_size(seed))
        return Case(given=given, true=Expected(given))

    def drive(self, log_validation: Answer, given: Validations, evidence: Evidence) -> None:
        """Log a training run with its validations, then one of a model that has dropout."""
        size = given.size
        with evidence.writer() as writer:
            for epoch, (model, loader) in enumerate(given.models()):
                for step in size.steps[epoch * size.batches_per_epoch :][: size.batches_per_epoch]:
                    writer.add_scalar(TRAIN, made_up_loss(step), step)
                with handed.unchanged(model=model, examples=loader.dataset.tensors, but="mode"):
                    log_validation(writer, model, loader, epoch, size.batches_per_epoch)
        model, loader = given.with_dropout()
        modes: list[bool] = []  # of each forward pass through the dropout
        hook = model[2].register_forward_pre_hook(lambda dropout, inputs: modes.append(dropout.training))
        with evidence.writer(DROPOUT) as writer, handed.unchanged(model=model, but="mode"):
            log_validation(writer, model, loader, 0, size.batches_per_epoch)
        hook.remove()
        evidence.note(modes=modes)

    def verify(self, evidence: Evidence, case: Case[Validations, Expected]) -> None:
        """Expect one value of each tag after every epoch, at the step that the training run had reached."""
        size = case.given.size
        for tag in (VAL, ACCURACY):
            self.verify_steps(evidence.scalars(tag), size.epochs, size.batches_per_epoch)
        losses, accuracies = evidence.scalars(VAL).values, evidence.scalars(ACCURACY).values
        for loss, accuracy, means in zip(losses, accuracies, case.true.means, strict=True):
            self.verify_values(loss, accuracy, means)
        modes = evidence.answers["modes"]
        if training := sum(modes):
            raise Wrong("val-training-mode", training=training, passes=len(modes))
        for tag in (VAL, ACCURACY):
            self.verify_steps(evidence.scalars(tag, DROPOUT), 1, size.batches_per_epoch)
        loss, accuracy = (float(evidence.scalars(tag, DROPOUT).values[0]) for tag in (VAL, ACCURACY))
        self.verify_values(loss, accuracy, case.true.with_dropout)

    def verify_steps(self, scalars: Scalars, epochs: int, batches_per_epoch: int) -> None:
        """Accept the last optimizer step of each epoch, or the number of steps made by then (one more)."""
        ends = (np.arange(epochs) + 1) * batches_per_epoch
        found = scalars.steps
        at = {"tag": scalars.tag, "found": brief(found.tolist()), "train": TRAIN}
        if len(found) != epochs:
            raise Wrong("val-how-many", **at, values=len(found), epochs=epochs)
        if any(np.array_equal(found, ends - before) for before in (0, 1)):
            return
        if epochs > 1 and any(np.array_equal(found, begins + np.arange(epochs)) for begins in (0, 1)):
            raise Wrong("val-counts-epochs", **at, last=int(ends[-1]) - 1)
        raise Wrong("val-elsewhere", **at, epoch=0, reached=int(ends[0]) - 1)

    def verify_values(self, loss: float, accuracy: float, means: Means) -> None:
        """Say which mean it is where it is not the one over all examples."""

        def near(found: float, value: float) -> bool:
            return bool(abs(found - value) <= self.tolerance * (1 + abs(value)))

        about = {"found": loss, "expected": means.loss, "last": means.last, "examples": means.examples}
        if not near(loss, means.loss):
            if near(loss, means.means):
                raise Wrong("val-mean-of-means", **about)
            raise Wrong("val-last-batch" if near(loss, means.last_loss) else "val-value", **about)
        if not near(accuracy, means.accuracy):
            percent = near(accuracy, 100 * means.accuracy)
            raise Wrong("val-percent" if percent else "val-accuracy", found=accuracy, expected=means.accuracy)
