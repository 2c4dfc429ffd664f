"""The runs that lab 08 gives: the comparison with 10 and 30 labels a class, three splits, and six patients.

Names of the comparison say labels a class, method, seed: 10-full-0. What a training logs at every step is kept at every
tenth, which is a tenth of the bytes. ``svm`` is the baseline: one accuracy, drawn as a line over all the steps.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tbxlab.authoring.reference_runs import run
from tbxlab.lab08 import task
from tbxlab.lab08.finetune import METHODS, STEPS, Setting
from tbxlab.lab08.sick import SICK
from tbxlab.lab08.splits import SPLITS, Split

SEEDS = (0, 1)
LABELS = (10, 30)
EVERY = 10
COMPARED = ("zero", "probe", "full", "discriminative")
TOLERANCE: dict[str, Any] = {"rtol": 0.1, "atol": 0.02}
"""Sixty steps amplify rounding; 0.02 of an accuracy are five of the 253 validation pictures."""


class Thin:
    """A writer that passes on what belongs to every ``every``-th step."""

    def __init__(self, writer: Any, every: int = EVERY) -> None:
        self.writer, self.every = writer, every

    def add_scalar(self, tag: str, value: float, step: int) -> None:
        """Write the value, or leave it out."""
        if step % self.every == 0:
            self.writer.add_scalar(tag, value, step)


def compared(method: str, per_class: int) -> Callable[[Any, int], None]:
    """Return the maker of one method's run."""

    def make(writer: Any, seed: int) -> None:
        task.run(METHODS[method], per_class, seed, validate_every=EVERY, writer=Thin(writer))

    make.__doc__ = f"Lab 08: {method}, {per_class} labels a class."
    return make


def baseline(per_class: int) -> Callable[[Any, int], None]:
    """Return the maker of the baseline's line."""

    def make(writer: Any, seed: int) -> None:
        accuracy = task.baseline(per_class, seed)
        for step in range(0, STEPS + 1, EVERY):
            writer.add_scalar("val/accuracy", accuracy, step)

    make.__doc__ = f"Lab 08: the baseline, a support-vector machine on the pixels, {per_class} labels a class."
    return make


for labels in LABELS:
    run(f"08_cnn/{labels}-svm-{{seed}}", seeds=SEEDS, atol=0.005)(baseline(labels))
    for method in COMPARED:
        # each takes some two seconds: the tests make one again, `tbxlab runs --check` all
        run(f"08_cnn/{labels}-{method}-{{seed}}", seeds=SEEDS, heavy=(method, labels) != ("probe", 10), **TOLERANCE)(
            compared(method, labels)
        )


def split(writer: Any, of: Split) -> None:
    """Log only what everybody logs, and the baseline on the same pictures."""
    from sklearn.svm import SVC

    class Common(Thin):
        def add_scalar(self, tag: str, value: float, step: int) -> None:
            if tag.startswith(("train", "val")):
                super().add_scalar(tag, value, step)

    done = task.run(of.setting, of.per_class, of.seed, validate_every=EVERY, writer=Common(writer))
    (X, y), (X_val, y_val) = ((X.flatten(1).numpy(), y.numpy()) for X, y in (done.task.train, done.task.validation))
    accuracy = float(SVC(C=10.0).fit(X, y).score(X_val, y_val))
    for step in range(0, STEPS + 1, EVERY):
        writer.add_scalar("baseline/val_accuracy", accuracy, step)


@run("08_cnn/split-a", heavy=True, **TOLERANCE)
def split_a(writer: Any, seed: int) -> None:
    """Lab 08, exercise 8.3: split a."""
    split(writer, SPLITS["a"])


@run("08_cnn/split-b", heavy=True, **TOLERANCE)
def split_b(writer: Any, seed: int) -> None:
    """Lab 08, exercise 8.3: split b."""
    split(writer, SPLITS["b"])


@run("08_cnn/split-c", heavy=True, **TOLERANCE)
def split_c(writer: Any, seed: int) -> None:
    """Lab 08, exercise 8.3: split c."""
    split(writer, SPLITS["c"])


def patient(writer: Any, seed: int, setting: Setting) -> None:
    """Train a patient with 10 labels a class."""
    task.run(setting, 10, seed, validate_every=EVERY, writer=Thin(writer))


@run("08_cnn/patient-a", heavy=True, **TOLERANCE)
def patient_a(writer: Any, seed: int) -> None:
    """Lab 08, exercise 8.6: patient a."""
    patient(writer, 50, SICK["head not in the optimizer"])


@run("08_cnn/patient-b", heavy=True, **TOLERANCE)
def patient_b(writer: Any, seed: int) -> None:
    """Lab 08, exercise 8.6: patient b."""
    patient(writer, 51, SICK["validated in train mode"])


@run("08_cnn/patient-c", heavy=True, **TOLERANCE)
def patient_c(writer: Any, seed: int) -> None:
    """Lab 08, exercise 8.6: patient c."""
    patient(writer, 52, replace(METHODS["full"], rate=0.003))


@run("08_cnn/patient-d", heavy=True, **TOLERANCE)
def patient_d(writer: Any, seed: int) -> None:
    """Lab 08, exercise 8.6: patient d."""
    patient(writer, 53, SICK["drifting"])


@run("08_cnn/patient-e", heavy=True, **TOLERANCE)
def patient_e(writer: Any, seed: int) -> None:
    """Lab 08, exercise 8.6: patient e."""
    patient(writer, 54, SICK["wrong statistics"])


@run("08_cnn/patient-f", heavy=True, chaotic=True, rtol=0.3, atol=0.1)
def patient_f(writer: Any, seed: int) -> None:
    """Lab 08, exercise 8.6: patient f."""
    patient(writer, 55, SICK["learning rate too high"])
