"""One run from its labels to its test accuracy, and the baseline beside it."""

from dataclasses import dataclass
from typing import Any

from torch import nn

from tbxlab.lab08 import digits, finetune, sick
from tbxlab.lab08.digits import Pictures
from tbxlab.lab08.finetune import STEPS, VALIDATE_EVERY, Setting
from tbxlab.lab08.images import CHARACTERS, IMAGENET, SIZE, prepare

DOMAINS = ("digits", "cifar10")


@dataclass(frozen=True)
class Task:
    """Prepared pictures, float32[n, 1, 16, 16] (photographs [n, 3, 64, 64]), and their labels."""

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


def make_task(setting: Setting, per_class: int, seed: int, domain: str = "digits", *, download: bool = False) -> Task:
    """Return what a run with ``per_class`` labels a class learns from and is measured by."""
    if domain == "digits":
        train, test = digits.few_labels(per_class, seed), digits.part(digits.TEST)
        validation, statistics, size = digits.part(digits.VALIDATION), CHARACTERS, SIZE
    else:
        from tbxlab.lab08 import online

        train = digits.few_of(online.pictures(True, online.POOL, download=download), per_class, seed)
        validation = online.pictures(True, online.VALIDATION)
        test, statistics, size = online.pictures(False, online.TEST), IMAGENET, 64
    if setting.leak:
        train, validation = sick.leaked(train, seed)
    if setting.sorted_validation:
        validation = digits.sorted_by_class(validation)
    statistics = setting.statistics or statistics
    return Task(*((prepare(X, statistics, size), y) for X, y in (train, validation, test)))


def make_model(setting: Setting, seed: int, domain: str = "digits", *, download: bool = False) -> nn.Module:
    """Return the network before its first step."""
    if domain == "digits":
        return finetune.make_model(setting, seed)
    from tbxlab.lab08 import online

    return online.make_model(setting.pretrained, seed, download=download)


def run(
    setting: Setting,
    per_class: int,
    seed: int,
    domain: str = "digits",
    *,
    download: bool = False,
    steps: int = STEPS,
    validate_every: int = VALIDATE_EVERY,
    writer: Any = None,
) -> Run:
    """Fine-tune as ``setting`` says; ``seed`` draws the labels, the new weights and the order of the batches.

    ``domain``: "digits" (printed letters, then handwritten digits, without a network) or "cifar10" (ImageNet, then
    CIFAR-10, see ``online``; nothing is downloaded unless ``download``).
    """
    if domain not in DOMAINS:
        raise ValueError(f"no domain {domain!r}; there are: {', '.join(DOMAINS)}")
    task = make_task(setting, per_class, seed, domain, download=download)
    model = make_model(setting, seed, domain, download=download)
    finetune.finetune(
        model,
        task.train,
        task.validation,
        setting,
        seed=seed,
        steps=steps,
        validate_every=validate_every,
        writer=writer,
    )
    return Run(model, task)


def baseline(per_class: int, seed: int, which: slice = digits.VALIDATION) -> float:
    """Return the accuracy of a support-vector machine on the pixels of the same labels: no network at all."""
    from sklearn.svm import SVC

    X, y = digits.few_labels(per_class, seed)
    X_other, y_other = digits.part(which)
    return float(SVC(C=10.0).fit(X.flatten(1).numpy(), y.numpy()).score(X_other.flatten(1).numpy(), y_other.numpy()))
