"""Check of lab 07: one fit with four curves, validated on training examples that were set aside."""

import numpy as np

from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab07.checks import tiny

TRAIN, TEST, FIRST_TRAIN, FIRST_TEST = 80, 20, 400, 1000
"""How many pictures of each, and with which number they begin: not with 0, which pictures that were scaled become."""
TAGS = ("epoch_loss", "epoch_accuracy")
LEAST, MOST = 0.1, 0.34
"""A fifth is asked for; one of ten splits by class, or a third, is no other idea."""


def watched(keras):
    """Return a model that remembers which pictures, beside which labels, each fit trained and validated on."""

    class Watched(keras.Sequential):
        fits = 0
        inside = False

        def compile(self, *arguments, **named):
            super().compile(*arguments, **named | {"run_eagerly": True})  # who compiles again is watched, too

        def fit(self, *arguments, **named):
            self.fits, self.inside = self.fits + 1, True
            try:
                return super().fit(*arguments, **named)
            finally:
                self.inside = False

        def train_step(self, data):
            self.optimizer.iterations.assign_add(1)
            return self.noted("training", data)

        def test_step(self, data):
            return self.noted("validation" if self.inside else "evaluation", data)

        def noted(self, part, data):
            """Keep which pictures these are. Nobody asks what a curve of so short a fit shows: no gradients."""
            x, y, _ = keras.utils.unpack_x_y_sample_weight(data)
            labels = np.ravel(np.asarray(y)).astype(int).tolist()
            self.seen[part].append(list(zip(tiny.numbers(x), labels, strict=True)))
            return self.get_metrics_result()

        def get_metrics_result(self):
            return {"loss": 1.0, "accuracy": 0.5}

    model = Watched(tiny.layers(keras, normalized=False))
    model.seen = {"training": [], "validation": [], "evaluation": []}
    return tiny.compiled(keras, model)


@exercise("7.1")
class OneFitFourCurves:
    """Is there one fit, logged whole, whose validation examples are set aside, of all classes, and none of the test?"""

    def case(self, seed):
        """How many epochs, and the seed of the pictures."""
        return {"epochs": 2 + seed % 2, "seed": seed}

    def data(self, case):
        """Return ((pictures, labels), (test pictures, labels)), each sorted by class."""
        return (tiny.pictures(TRAIN, FIRST_TRAIN, case["seed"]), tiny.pictures(TEST, FIRST_TEST, case["seed"] + 100))

    def labels(self, case):
        """Return the right label of each picture, {number: label}."""
        return {
            number: int(label)
            for X, y in self.data(case)
            for number, label in zip(tiny.numbers(X), y.ravel(), strict=True)
        }

    def drive(self, fit_watched, case, evidence):
        """Let it fit a model that takes notes."""
        keras = tiny.load_keras()
        keras.utils.set_random_seed(case["seed"])
        model = watched(keras)
        fit_watched(model, self.data(case), case["epochs"], evidence.logdir())
        seen = {
            part: sorted({tuple(pair) for pairs in batches for pair in pairs}) for part, batches in model.seen.items()
        }
        evidence.note(
            fits=model.fits,
            **seen,
            steps=sum(map(len, model.seen["training"])),
            looks=sum(map(len, model.seen["validation"])),
        )

    def verify(self, evidence, case):
        """First what is in the files, then which pictures the curves are of."""
        epochs = case["epochs"]
        if not evidence.answers["steps"]:
            raise Wrong("fit-none", found=evidence.answers["fits"])
        right = self.labels(case)
        for part in ("training", "validation"):
            strange = sum(number not in right for number, _ in evidence.answers[part])
            if strange:
                raise Wrong("fit-pictures", part=part)
        nested = [name for name in evidence.runs if name.endswith(("train/train", "train/validation"))]
        if nested:
            raise Wrong("fit-nested", found=nested[0])
        if "train" not in evidence.runs:
            raise Wrong("fit-no-train", found=", ".join(map(repr, evidence.runs)) or "none")
        self.verify_fits(evidence, epochs)
        if "validation" not in evidence.runs:
            raise Wrong("fit-no-validation")
        for run in ("train", "validation"):
            for tag in TAGS:
                expect_steps(evidence.scalars(tag, run), range(epochs), f"{run}: {tag}")
        self.verify_parts(evidence.answers, case)

    def verify_fits(self, evidence, epochs):
        """Expect that all that was trained was logged, in one fit."""
        answers = evidence.answers
        logged = len(evidence.scalars(TAGS[0], "train"))
        trained = answers["steps"] / max(len(answers["training"]), 1)
        if answers["fits"] > 1 or trained > logged + 0.5:
            raise Wrong("fit-twice", fits=answers["fits"], trained=round(trained), logged=logged, epochs=epochs)

    def verify_parts(self, answers, case):
        """Expect training and validation apart from each other and from the test, and labels beside their pictures."""
        right = self.labels(case)
        for part in ("training", "validation"):
            wrong = sum(right[number] != label for number, label in answers[part])
            if wrong:
                raise Wrong("fit-labels", part=part, wrong=wrong, of=len(answers[part]))
        training, validation = ({number for number, _ in answers[part]} for part in ("training", "validation"))
        tested = {
            part: sum(number >= FIRST_TEST for number in found)
            for part, found in (("validation", validation), ("training", training))
        }
        for part, count in tested.items():
            if count:
                raise Wrong("fit-test", part=part, count=count)
        if both := len(training & validation):
            raise Wrong("fit-both", count=both, of=len(validation))
        if answers["looks"] > len(validation) * case["epochs"]:
            raise Wrong("fit-repeats", different=len(validation), looks=answers["looks"] // case["epochs"])
        share = len(validation) / TRAIN
        if not LEAST <= share <= MOST or len(training) + len(validation) < TRAIN:
            raise Wrong("fit-share", validation=len(validation), training=len(training), all=TRAIN)
        if len(set(np.diff(sorted(validation)).tolist())) == 1 and max(validation) - min(validation) > len(validation):
            raise Wrong("fit-stride", numbers=", ".join(map(str, sorted(validation)[:4])))
        for part, found in (("validation", validation), ("training", training)):
            classes = {right[number] for number in found}
            if len(classes) < tiny.CLASSES:
                raise Wrong("fit-classes", part=part, count=len(found), found=len(classes), classes=tiny.CLASSES)
