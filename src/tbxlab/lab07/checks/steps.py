"""Check of lab 07: a number of one's own, logged from inside a training step at the optimizer's step."""

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

TAG, COUNT, INPUTS, HIDDEN = "gradient_norm", 12, 5, 4
LOUDNESS = (1.0, 1e-3, 1e4, 1.0, 30.0, 1.0)
"""Factors on the loss, one for each step: any limit to which gradients are clipped is below one of the norms."""
RATE, MOMENTUM, GAIN = 0.05, 0.5, 3.0
TOLERANCE = 2e-3
"""Relative: a compiled step and one that is not add the same numbers in another order."""
Weights = list[np.ndarray]
"""kernel and bias of both layers, float32[5, 4], [4], [4, 4], [4]"""


@dataclass(frozen=True)
class Step:
    """One batch, and the weights before it: they are put back each time, so that no step depends on another's."""

    x: np.ndarray
    """float32[12, 5]"""
    y: np.ndarray
    """int64[12]"""
    loudness: float
    weights: Weights

    def gradients(self, gain: float = GAIN) -> Weights:
        """Return the gradients of the loudness times the mean cross-entropy, float64, in the order of the weights."""
        first, first_bias, second, second_bias = (each.astype(float) for each in self.weights)
        hidden = self.x.astype(float) @ first + first_bias
        logits = gain * (hidden @ second + second_bias)
        powers = np.exp(logits - logits.max(1, keepdims=True))
        error = powers / powers.sum(1, keepdims=True)
        error[np.arange(len(self.y)), self.y] -= 1
        error *= self.loudness * gain / len(self.y)
        back = error @ second.T
        return [self.x.T.astype(float) @ back, back.sum(0), hidden.T @ error, error.sum(0)]


@dataclass(frozen=True)
class Begun:
    """A training run: its batches, and how many steps its optimizer has taken before."""

    name: str
    before: int
    steps: tuple[Step, ...]


def norm(values: Weights) -> float:
    """Return the root of the sum of all squares."""
    return float(np.sqrt(sum((each.astype(float) ** 2).sum() for each in values)))


@exercise("7.4")
class NormFromATrainingStep:
    """Is the norm of all gradients together logged at each optimizer step, and is the step still one of training?"""

    def case(self, seed: int) -> Case[tuple[Begun, ...], None]:
        """Draw two training runs: from the beginning, and with an optimizer that has taken steps before."""
        rng = np.random.default_rng([seed, 74])
        shapes = ((INPUTS, HIDDEN), (HIDDEN,), (HIDDEN, tiny.CLASSES), (tiny.CLASSES,))

        def steps() -> tuple[Step, ...]:
            return tuple(
                Step(
                    rng.normal(0, 1, (COUNT, INPUTS)).astype(np.float32),
                    rng.integers(tiny.CLASSES, size=COUNT),
                    loudness,
                    [rng.normal(0, 0.4, shape).astype(np.float32) for shape in shapes],
                )
                for loudness in LOUDNESS
            )

        return Case(given=(Begun("begun", 0, steps()), Begun("resumed", 3 + seed % 5, steps())), true=None)

    def drive(self, training_step: Callable[..., Any], given: tuple[Begun, ...], evidence: Evidence) -> None:
        """Call it compiled, as Keras does, and keep what the weights are after each call."""
        keras = tiny.load_keras()
        import tensorflow as tf

        cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        for run in given:
            model, loudness = sensing(keras), tf.Variable(1.0)
            optimizer = keras.optimizers.SGD(RATE, momentum=MOMENTUM)
            optimizer.build(model.trainable_variables)
            optimizer.iterations.assign(run.before)
            writer = tf.summary.create_file_writer(str(evidence.logdir(run.name)))

            def loss(y: Any, logits: Any, loudness: Any = loudness) -> Any:
                return loudness * cross_entropy(y, logits)

            @tf.function(autograph=False)
            def compiled(x: Any, y: Any, model: Any = model, loss: Any = loss, more: Any = (optimizer, writer)) -> Any:
                return training_step(model, loss, more[0], x, y, more[1])

            left, trainable = [], [bool(layer.trainable) for layer in model.layers]
            snapshot = handed.Snapshot(trainable=trainable)
            for step in run.steps:
                for variable, value in zip(model.trainable_variables, step.weights, strict=True):
                    variable.assign(value)
                loudness.assign(step.loudness)
                compiled(tf.constant(step.x), tf.constant(step.y))
                left.append([np.asarray(each).ravel().tolist() for each in model.trainable_variables])
            trainable[:] = [bool(layer.trainable) for layer in model.layers]
            snapshot.compare()
            writer.close()
            evidence.note(**{run.name: {"weights": left, "steps": int(optimizer.iterations.numpy()) - run.before}})

    def verify(self, evidence: Evidence, case: Case[tuple[Begun, ...], None]) -> None:
        """First the training, then the steps, then the values."""
        for run in case.given:
            found = evidence.answers[run.name]
            if found["steps"] != len(run.steps):
                raise Wrong("norm-optimizer", found=found["steps"], expected=len(run.steps))
            self.verify_training(run, found["weights"])
            self.verify_norms(run, evidence)

    def verify_training(self, run: Begun, left: list[list[list[float]]]) -> None:
        """Expect after each call the weights that the optimizer's step with these gradients leads to."""
        velocity = evaluated = [np.zeros(each.shape) for each in run.steps[0].weights]
        for number, (step, weights) in enumerate(zip(run.steps, left, strict=True)):
            moved = [
                np.reshape(after, before.shape) - before for after, before in zip(weights, step.weights, strict=True)
            ]
            velocity = stepped(velocity, step.gradients())
            evaluated = stepped(evaluated, step.gradients(gain=1.0))
            if is_near(moved, velocity):
                continue
            about = {"step": run.before + number, "found": norm(moved), "expected": norm(velocity)}
            if not norm(moved):
                raise Wrong("norm-stands", **about)
            if is_near(moved, evaluated):
                raise Wrong("norm-evaluated", **about)
            raise Wrong("norm-training", **about)

    def verify_norms(self, run: Begun, evidence: Evidence) -> None:
        """Expect the norm of each step's gradients, at the number of steps that were taken before it."""
        norms, before, count = evidence.scalars(TAG, run.name), run.before, len(run.steps)
        found = norms.steps.tolist()
        if len(found) == count and len(set(found)) == 1:
            raise Wrong("norm-frozen", step=found[0], values=count)
        if found == list(range(before + 1, before + 1 + count)):
            raise Wrong("norm-after", first=found[0], expected=before)
        if before and found == list(range(count)):
            raise Wrong("norm-own-count", expected=before)
        expect_steps(norms, range(before, before + count), TAG)
        for value, step, at in zip(norms.values, run.steps, found, strict=True):
            expected = norm(step.gradients())
            if not np.isclose(value, expected, rtol=TOLERANCE):
                raise Wrong("norm-value", step=at, found=float(value), expected=expected)


def sensing(keras: Any) -> Any:
    """Return a model of two linear layers whose logits are three times as large when it is called for training.

    The factor is a weight that is not trained: it has a gradient, which belongs into no norm.
    """

    class Sensor(keras.layers.Layer):
        def build(self, shape: Any) -> None:
            self.gain = self.add_weight(shape=(), initializer=keras.initializers.Constant(GAIN), trainable=False)

        def call(self, x: Any, training: Any = None) -> Any:
            return self.gain * x if training else x

    layers = [keras.Input((INPUTS,)), keras.layers.Dense(HIDDEN), keras.layers.Dense(tiny.CLASSES), Sensor()]
    return keras.Sequential(layers)


def stepped(velocity: Weights, gradients: Weights) -> Weights:
    """Return how SGD with momentum moves the weights."""
    return [MOMENTUM * before - RATE * each for before, each in zip(velocity, gradients, strict=True)]


def is_near(found: Weights, expected: Weights) -> bool:
    """Return whether two movements are equal up to what float32 loses."""
    near = TOLERANCE * norm(expected) / 10 + 1e-6
    return all(np.allclose(each, other, rtol=TOLERANCE, atol=near) for each, other in zip(found, expected, strict=True))
