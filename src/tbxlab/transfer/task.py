"""One run from its labels to its test accuracy, and the baseline beside it."""

from dataclasses import dataclass
from typing import Any

from torch import nn

from tbxlab.transfer import digits, finetune, sick
from tbxlab.transfer.digits import Pictures
from tbxlab.transfer.finetune import STEPS, Setting
from tbxlab.transfer.pictures import prepare


@dataclass(frozen=True)
class Task:
    """Prepared pictures, float32[n, 1, 16, 16], and their labels."""

    train: Pictures
    validation: Pictures
    test: Pictures


@dataclass(frozen=True)
class Run:
    """A network after its training, in eval mode, with what it was trained for."""

    model: nn.Module
    task: Task

    @property
    def validation_accuracy(self) -> float:
        """Share of right answers among the validation pictures, 0 to 1, in eval mode."""
        return finetune.evaluate(self.model.eval(), self.task.validation)[1]

    @property
    def test_accuracy(self) -> float:
        """The same over the test pictures: for the end, when nothing is chosen by it any more."""
        return finetune.evaluate(self.model.eval(), self.task.test)[1]


def make_task(setting: Setting, per_class: int, seed: int) -> Task:
    """Return what a run with ``per_class`` labels a class learns from and is measured by."""
    train, validation = digits.few_labels(per_class, seed), digits.part(digits.VALIDATION)
    if setting.leak:
        train, validation = sick.leaked(train, seed)
    if setting.sorted_validation:
        validation = digits.sorted_by_class(validation)
    return Task(*((prepare(X, setting.statistics), y) for X, y in (train, validation, digits.part(digits.TEST))))


def run(setting: Setting, per_class: int, seed: int, *, steps: int = STEPS, writer: Any = None) -> Run:
    """Fine-tune as ``setting`` says; ``seed`` draws the labels, the new weights and the order of the batches."""
    task = make_task(setting, per_class, seed)
    model = finetune.make_model(setting, seed)
    finetune.finetune(model, task.train, task.validation, setting, seed=seed, steps=steps, writer=writer)
    return Run(model, task)


def baseline(per_class: int, seed: int, which: slice = digits.VALIDATION) -> float:
    """Return the accuracy of a support-vector machine on the pixels of the same labels: no network at all."""
    from sklearn.svm import SVC

    X, y = digits.few_labels(per_class, seed)
    X_other, y_other = digits.part(which)
    return float(SVC(C=10.0).fit(X.flatten(1).numpy(), y.numpy()).score(X_other.flatten(1).numpy(), y_other.numpy()))
