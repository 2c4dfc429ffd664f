"""Check of lab 07: one fit with four curves, validated on training examples that were set aside."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab07.checks import tiny

TEST, FIRST_TRAIN, FIRST_TEST = 20, 400, 5000
"""How many test pictures, and the number of the first picture of each part: not 0, which scaled pictures become."""
TAGS = ("epoch_loss", "epoch_accuracy")
LEAST, MOST = 0.12, 0.29
"""A fifth is asked for. Where each of 240 examples is drawn with that probability, the share is 0.20 ± 0.026."""
MANY_NEIGHBORS = 0.5
"""Share of the validation examples whose next one in the data is a validation example, too. For a draw at random, of
each class or of all, it is 0.20 ± 0.06; for blocks it is near 1, for every fifth example it is 0."""
Pair = tuple[int, int]
"""A picture's number and the label that it came with."""


@dataclass(frozen=True)
class Call:
    """One call of the answer: how many epochs, and data, each part sorted by class."""

    epochs: int
    train: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]

    @property
    def labels(self) -> dict[int, int]:
        """The right label of each picture, by its number."""
        return {
            number: int(label)
            for X, y in (self.train, self.test)
            for number, label in zip(tiny.numbers(X), y.ravel(), strict=True)
        }


def watched(keras: Any) -> tuple[Any, dict[str, list[Pair]]]:
    """Return a model, and what it remembers: beside which labels each fit trained and validated on which pictures.

    That lies outside of the model: Keras tracks the lists that a model has, element by element.
    """
    seen: dict[str, list[Pair]] = {"training": [], "validation": [], "evaluation": [], "outside": []}

    class Watched(keras.Sequential):
        fits = trained = 0
        inside = False

        def compile(self, *arguments: Any, **named: Any) -> None:
            super().compile(*arguments, **named | {"run_eagerly": True})  # who compiles again is watched, too

        def fit(self, *arguments: Any, **named: Any) -> Any:
            self.fits, self.inside = self.fits + 1, True
            try:
                history = super().fit(*arguments, **named)
                self.trained += len(history.epoch)
                return history
            finally:
                self.inside = False

        def train_step(self, data: Any) -> dict[str, float]:
            self.optimizer.iterations.assign_add(1)
            return self.noted("training" if self.inside else "outside", data)

        def test_step(self, data: Any) -> dict[str, float]:
            return self.noted("validation" if self.inside else "evaluation", data)

        def noted(self, part: str, data: Any) -> dict[str, float]:
            """Keep which pictures these are. Nobody asks what a curve of so short a fit shows: no gradients."""
            x, y, _ = keras.utils.unpack_x_y_sample_weight(data)
            labels = np.ravel(np.asarray(y)).astype(int).tolist()
            seen[part].extend(zip(tiny.numbers(x), labels, strict=True))
            return self.get_metrics_result()

        def get_metrics_result(self) -> dict[str, float]:
            return {"loss": 1.0, "accuracy": 0.5}

    model = Watched(tiny.layers(keras, normalized=False))
    return tiny.compiled(keras, model), seen


@exercise("7.1")
class OneFitFourCurves:
    """Is there one fit, logged whole, whose validation examples are set aside, of all classes, and none of the test?"""

    def case(self, seed: int) -> Case[list[Call], None]:
        """Draw two calls of other sizes: a number of one's own fits one of them at most."""
        calls = [
            Call(epochs, tiny.pictures(count, FIRST_TRAIN, seed), tiny.pictures(TEST, FIRST_TEST, seed + 100))
            for epochs, count in ((2 + seed % 2, 240 + 20 * (seed % 3)), (3 - seed % 2, 320))
        ]
        return Case(given=calls, true=None)

    def drive(self, fit_watched: Callable[..., Any], given: list[Call], evidence: Evidence) -> None:
        """Let it fit models that take notes."""
        keras = tiny.load_keras()
        for i, call in enumerate(given):
            (model, seen), data = watched(keras), (call.train, call.test)
            with handed.unchanged(data=data):
                fit_watched(model, data, call.epochs, evidence.logdir(f"fit-{i}"))
            pairs = {part: sorted(set(each)) for part, each in seen.items()}
            counts = {f"{part}_looks": len(each) for part, each in seen.items()}
            evidence.note(**{f"fit-{i}": {"fits": model.fits, "trained": model.trained, **pairs, **counts}})

    def verify(self, evidence: Evidence, case: Case[list[Call], None]) -> None:
        """First what is in the files, then which pictures the curves are of."""
        for i, call in enumerate(case.given):
            fit, found = f"fit-{i}", evidence.answers[f"fit-{i}"]
            self.verify_pictures(found, call)
            self.verify_files(evidence, fit, found, call)
            self.verify_parts(found, call)

    def verify_pictures(self, found: dict[str, Any], call: Call) -> None:
        """Expect that something was trained on, and only pictures as they were given."""
        if not found["training"]:
            raise Wrong("fit-none", found=found["fits"])
        for part in ("training", "validation"):
            if any(number not in call.labels for number, _ in found[part]):
                raise Wrong("fit-pictures", part=part)

    def verify_files(self, evidence: Evidence, fit: str, found: dict[str, Any], call: Call) -> None:
        """Expect one fit, and all of its epochs in the files."""
        runs = [name.removeprefix(f"{fit}/") for name in evidence.runs if name.startswith(fit)]
        nested = [name for name in runs if name.endswith(("train/train", "train/validation"))]
        if nested:
            raise Wrong("fit-nested", found=nested[0])
        if "train" not in runs:
            raise Wrong("fit-no-train", found=", ".join(map(repr, runs)) or "none")
        logged = len(evidence.scalars(TAGS[0], f"{fit}/train"))
        if found["fits"] > 1 or found["outside"]:
            outside = found["outside_looks"]
            raise Wrong("fit-twice", fits=found["fits"], trained=found["trained"], logged=logged, outside=outside)
        if found["trained"] != call.epochs:
            raise Wrong("fit-epochs", found=found["trained"], expected=call.epochs)
        if "validation" not in runs:
            raise Wrong("fit-no-validation")
        for run in ("train", "validation"):
            for tag in TAGS:
                expect_steps(evidence.scalars(tag, f"{fit}/{run}"), range(call.epochs), f"{run}: {tag}")

    def verify_parts(self, found: dict[str, Any], call: Call) -> None:
        """Expect training and validation apart from each other and from the test, and labels beside their pictures."""
        right = call.labels
        for part in ("training", "validation"):
            wrong = sum(right[number] != label for number, label in found[part])
            if wrong:
                raise Wrong("fit-labels", part=part, wrong=wrong, of=len(found[part]))
        training, validation = ({number for number, _ in found[part]} for part in ("training", "validation"))
        for part, numbers in (("validation", validation), ("training", training)):
            if count := sum(number >= FIRST_TEST for number in numbers):
                raise Wrong("fit-test", part=part, count=count)
        if both := len(training & validation):
            raise Wrong("fit-both", count=both, of=len(validation))
        for part, numbers in (("validation", validation), ("training", training)):
            looks = found[f"{part}_looks"] / call.epochs
            if looks > len(numbers):
                raise Wrong("fit-repeats", part=part, different=len(numbers), looks=round(looks))
        self.verify_draw(training, validation, call)

    def verify_draw(self, training: set[int], validation: set[int], call: Call) -> None:
        """Expect a fifth of the training examples for validation, of all classes, drawn at random."""
        right, total = call.labels, len(call.train[0])
        if not LEAST <= len(validation) / total <= MOST or len(training) + len(validation) < total:
            raise Wrong("fit-share", validation=len(validation), training=len(training), all=total)
        for part, numbers in (("validation", validation), ("training", training)):
            classes = {right[number] for number in numbers}
            if len(classes) < tiny.CLASSES:
                raise Wrong("fit-classes", part=part, count=len(numbers), found=len(classes), classes=tiny.CLASSES)
        pairs = sum(number + 1 in validation for number in validation)
        if not 0 < pairs <= MANY_NEIGHBORS * len(validation):
            ordered = ", ".join(str(number - FIRST_TRAIN) for number in sorted(validation)[:4])
            raise Wrong("fit-not-drawn", numbers=ordered, pairs=pairs, of=len(validation))
