"""Check of lab 07: the pictures that a model gets wrong, logged by tf.summary."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tbxlab.grading import handed
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.verdict import Wrong
from tbxlab.lab07.checks import tiny

TAG, MOST, COUNT, SIDE = "misclassified", 6, 40, 8
MISSES = (11, 2, 0)
"""In the three calls: more than there is room for, fewer, none."""
NEAR = 3
"""Gray values out of 255: what rounding to 0 … 1 and back may cost."""


@dataclass(frozen=True)
class Shown:
    """What a model is shown: pictures, what it makes of them, and the labels of each call."""

    pictures: np.ndarray
    """uint8[40, 8, 8, 3]"""
    logits: np.ndarray
    """float32[40, 4]"""
    labels: list[np.ndarray]
    """uint8[40, 1] for each call"""


@dataclass(frozen=True)
class Calls:
    """What is shown, and the epoch of each call."""

    shown: Shown
    epochs: tuple[int, ...]


@exercise("7.5")
class MisclassifiedPictures:
    """Are the pictures shown that the model gets wrong, those first of which it is most certain, as they are?"""

    def case(self, seed: int) -> Case[Calls, list[list[int]]]:
        """Draw the calls; true are the numbers of the pictures that each should show, in order."""
        shown = unambiguous(seed)
        certain = chances(shown.logits).max(1)
        wrong = [np.flatnonzero(shown.logits.argmax(1) != y[:, 0]) for y in shown.labels]
        expected = [each[np.argsort(-certain[each])][:MOST].tolist() for each in wrong]
        return Case(given=Calls(shown, (4, 6, 8 + seed % 3)), true=expected)

    def drive(self, log_misses: Callable[..., Any], given: Calls, evidence: Evidence) -> None:
        """Call it with a model whose answers are known: it looks a picture up by its first values."""
        keras: Any = tiny.load_keras()
        import tensorflow as tf

        X, logits = given.shown.pictures.copy(), given.shown.logits
        known = tf.constant(X.reshape(COUNT, -1)[:, :24], tf.float32)

        class Lookup(keras.Model):
            def call(self, x: Any) -> Any:
                seen = tf.reshape(tf.cast(x, tf.float32), (-1, SIDE * SIDE * 3))[:, :24]
                apart = tf.reduce_sum(tf.abs(seen[:, None] - known[None]), axis=2)
                return tf.gather(tf.constant(logits), tf.argmin(apart, axis=1))

        model = Lookup()
        model.compile(run_eagerly=True)
        writer = tf.summary.create_file_writer(str(evidence.logdir()))
        for epoch, labels in zip(given.epochs, given.shown.labels, strict=True):
            y = labels.copy()
            with handed.unchanged(x=X, y=y):
                log_misses(writer, model, X, y, epoch)
        writer.close()

    def verify(self, evidence: Evidence, case: Case[Calls, list[list[int]]]) -> None:
        """Compare what is shown, epoch by epoch; pictures may lie under one tag or several that begin alike."""
        shown, epochs = case.given.shown, case.given.epochs
        run = evidence.run()
        images = {tag: found for tag, found in run.images.items() if tag.startswith(TAG)}
        if not images:
            evidence.images(TAG)  # raises, and says which tags there are
        other = {int(step) for found in images.values() for step in found.steps} - set(epochs)
        if other:
            raise Wrong("misses-epoch", found=min(other), expected=", ".join(map(str, epochs)))
        for epoch, expected, y in zip(epochs, case.true, shown.labels, strict=True):
            pictures = [
                found.pixels(int(i))
                for _, found in sorted(images.items())
                for i in np.flatnonzero(found.steps == epoch)
            ]
            numbers = [self.verify_picture(picture, shown.pictures, epoch) for picture in pictures]
            right = [number for number in numbers if shown.logits[number].argmax() == y[number, 0]]
            if right:
                raise Wrong("misses-right", epoch=epoch, count=len(right), shown=len(numbers))
            if len(numbers) != len(expected):
                raise Wrong("misses-count", epoch=epoch, found=len(numbers), expected=len(expected))
            self.verify_order(numbers, expected, shown, epoch)
        if any(file.last_step == epochs[-1] for file in run.files):
            raise Wrong("misses-empty", epoch=epochs[-1])

    def verify_picture(self, picture: np.ndarray, X: np.ndarray, epoch: int) -> int:
        """Return which picture this is. Raises Wrong where its values are none's."""
        if picture.shape != X.shape[1:]:
            raise Wrong("misses-shape", epoch=epoch, found=str(picture.shape), expected=str(X.shape[1:]))
        apart = np.abs(X.astype(int) - picture.astype(int)[None]).max((1, 2, 3))
        if apart.min() > NEAR:
            raise Wrong("misses-values", epoch=epoch, low=int(picture.min()), high=int(picture.max()))
        return int(apart.argmin())

    def verify_order(self, numbers: list[int], expected: list[int], shown: Shown, epoch: int) -> None:
        """Expect the surest mistakes, the surest of all first."""
        certain = chances(shown.logits).max(1)
        for place, (found, right) in enumerate(zip(numbers, expected, strict=True)):
            if found != right:
                about = {"epoch": epoch, "place": place, "found": float(certain[found])}
                raise Wrong("misses-order", **about, expected=float(certain[right]))


def unambiguous(seed: int) -> Shown:
    """Return the first draw in which no other measure of sureness gives the order of the largest probability."""
    for attempt in itertools.count():
        shown = drawn(np.random.default_rng([seed, attempt]))
        first, *others = (
            np.argsort(measure, kind="stable")[:MOST].tolist() for measure in measures(shown.logits, shown.labels[0])
        )
        if first not in others:
            break
    return shown


def chances(logits: np.ndarray) -> np.ndarray:
    """Return the probabilities that belong to logits [n, classes]."""
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def drawn(rng: np.random.Generator) -> Shown:
    """Draw pictures, logits and three times labels. Rows of logits are far from 0 as a whole: larger is not surer."""
    X = rng.integers(0, 256, (COUNT, SIDE, SIDE, 3), dtype=np.uint8)
    logits = rng.normal(0, 1, (COUNT, tiny.CLASSES)).astype(np.float32)
    logits[np.arange(COUNT), rng.integers(tiny.CLASSES, size=COUNT)] += np.linspace(0, 1.5, COUNT, dtype=np.float32)
    logits += rng.permutation(np.linspace(-8, 8, COUNT, dtype=np.float32))[:, None]
    chosen, labels = logits.argmax(1), []
    for misses in MISSES:
        wrong = rng.permutation(COUNT)[:misses]
        y = chosen.copy()
        y[wrong] = (y[wrong] + rng.integers(1, tiny.CLASSES, misses)) % tiny.CLASSES
        labels.append(y.astype(np.uint8)[:, None])
    return Shown(X, logits, labels)


def measures(logits: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return by what the mistakes may be sorted, the smallest first: the largest probability, which is the right one;
    the entropy; the margin between the first two; the label's probability; the logit; and not at all."""
    wrong = np.flatnonzero(logits.argmax(1) != y[:, 0])
    p = chances(logits)[wrong]
    ranked = np.sort(p, axis=1)
    return (
        -ranked[:, -1],
        -(p * np.log(p)).sum(1),
        ranked[:, -2] - ranked[:, -1],
        p[np.arange(len(p)), y[wrong, 0]],
        -logits[wrong].max(1),
        np.arange(len(wrong)),
    )
