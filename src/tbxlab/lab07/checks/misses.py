"""Check of lab 07: the pictures that a model gets wrong, logged by tf.summary."""

import itertools

import numpy as np

from tbxlab.grading.core import exercise
from tbxlab.grading.verdict import Wrong
from tbxlab.lab07.checks import tiny

TAG, MOST, COUNT, SIDE = "misclassified", 6, 40, 8
MISSES = (11, 2, 0)
"""In the three calls: more than there is room for, fewer, none."""
NEAR = 3
"""Gray values out of 255: what rounding to 0 … 1 and back may cost."""


@exercise("7.5")
class MisclassifiedPictures:
    """Are the pictures shown that the model gets wrong, those first of which it is most certain, as they are?"""

    def case(self, seed):
        """The seed of the pictures, and the epochs of the calls."""
        return {"seed": seed, "epochs": [4, 6, 8 + seed % 3]}

    def data(self, case):
        """Return pictures uint8[40, 8, 8, 3], logits float32[40, 4], and labels uint8[40, 1] for each call.

        The first draw in which no other measure of sureness gives the order of the largest probability.
        """
        for attempt in itertools.count():
            X, logits, labels = drawn(np.random.default_rng([case["seed"], attempt]))
            orders = [np.argsort(measure, kind="stable")[:MOST].tolist() for measure in measures(logits, labels[0])]
            if orders[0] not in orders[1:]:
                return X, logits, labels

    def expected(self, case):
        """Return for each call the numbers of the pictures that should be shown, in order."""
        _, logits, labels = self.data(case)
        certain = chances(logits).max(1)
        wrong = [np.flatnonzero(logits.argmax(1) != y[:, 0]) for y in labels]
        return [each[np.argsort(-certain[each])][:MOST].tolist() for each in wrong]

    def drive(self, log_misses, case, evidence):
        """Call it with a model whose answers are known: it looks a picture up by its first values."""
        keras = tiny.load_keras()
        import tensorflow as tf

        X, logits, labels = self.data(case)
        known = tf.constant(X.reshape(COUNT, -1)[:, :24], tf.float32)

        class Lookup(keras.Model):
            def call(self, x):
                seen = tf.reshape(tf.cast(x, tf.float32), (-1, SIDE * SIDE * 3))[:, :24]
                apart = tf.reduce_sum(tf.abs(seen[:, None] - known[None]), axis=2)
                return tf.gather(tf.constant(logits), tf.argmin(apart, axis=1))

        model = Lookup()
        model.compile(run_eagerly=True)
        writer = tf.summary.create_file_writer(str(evidence.logdir()))
        for epoch, y in zip(case["epochs"], labels, strict=True):
            log_misses(writer, model, X, y, epoch)
        writer.close()

    def verify(self, evidence, case):
        """Compare what is shown, epoch by epoch; pictures may lie under one tag or several that begin alike."""
        X, logits, labels = self.data(case)
        images = {tag: found for tag, found in evidence.run().images.items() if tag.startswith(TAG)}
        if not images:
            evidence.images(TAG)  # raises, and says which tags there are
        at = {
            epoch: [
                found.pixels(i) for tag, found in sorted(images.items()) for i in np.flatnonzero(found.steps == epoch)
            ]
            for epoch in case["epochs"]
        }
        other = {int(step) for found in images.values() for step in found.steps} - set(case["epochs"])
        if other:
            raise Wrong("misses-epoch", found=min(other), expected=", ".join(map(str, case["epochs"])))
        for epoch, wanted, y in zip(case["epochs"], self.expected(case), labels, strict=True):
            shown = at[epoch]
            numbers = [self.verify_picture(picture, X, epoch) for picture in shown]
            right = [number for number in numbers if logits[number].argmax() == y[number, 0]]
            if right:
                raise Wrong("misses-right", epoch=epoch, count=len(right), shown=len(shown))
            if len(shown) != len(wanted):
                raise Wrong("misses-count", epoch=epoch, found=len(shown), expected=len(wanted))
            if numbers != wanted:
                raise Wrong(
                    "misses-order",
                    epoch=epoch,
                    place=next(i for i, pair in enumerate(zip(numbers, wanted, strict=True)) if pair[0] != pair[1]),
                )

    def verify_picture(self, picture, X, epoch):
        """Return which picture this is. Raises Wrong where its values are none's."""
        if picture.shape != X.shape[1:]:
            raise Wrong("misses-shape", epoch=epoch, found=str(picture.shape), expected=str(X.shape[1:]))
        apart = np.abs(X.astype(int) - picture.astype(int)[None]).max((1, 2, 3))
        if apart.min() > NEAR:
            raise Wrong("misses-values", epoch=epoch, low=int(picture.min()), high=int(picture.max()))
        return int(apart.argmin())


def chances(logits):
    """Return the probabilities that belong to logits [n, classes]."""
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def drawn(rng):
    """Draw pictures, logits and three times labels. Rows of logits are far from 0 as a whole: larger is not surer."""
    X = rng.integers(0, 256, (COUNT, SIDE, SIDE, 3), dtype=np.uint8)
    logits = rng.normal(0, 1, (COUNT, tiny.CLASSES)).astype(np.float32)
    logits[np.arange(COUNT), rng.integers(tiny.CLASSES, size=COUNT)] += np.linspace(0, 1.5, COUNT, dtype=np.float32)
    logits += rng.permutation(np.linspace(-8, 8, COUNT, dtype=np.float32))[:, None]
    said, labels = logits.argmax(1), []
    for misses in MISSES:
        wrong = rng.permutation(COUNT)[:misses]
        y = said.copy()
        y[wrong] = (y[wrong] + rng.integers(1, tiny.CLASSES, misses)) % tiny.CLASSES
        labels.append(y.astype(np.uint8)[:, None])
    return X, logits, labels


def measures(logits, y):
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
