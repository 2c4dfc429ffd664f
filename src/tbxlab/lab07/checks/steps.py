"""Check of lab 07: a number of one's own, logged from inside a training step at the optimizer's step."""

import numpy as np

from tbxlab.grading.core import exercise
from tbxlab.grading.expect import expect_steps
from tbxlab.grading.verdict import Wrong
from tbxlab.lab07.checks import tiny

TAG, STEPS, COUNT, BEFORE = "gradient_norm", 6, 24, 3
TOLERANCE = 2e-3
"""Relative: a compiled step and one that is not add the same numbers in another order."""


@exercise("7.4")
class NormFromATrainingStep:
    """Is the norm of all gradients together logged at each optimizer step, and is the step still one of training?"""

    def case(self, seed):
        """The seed of weights and pictures; at which step the second part begins, as after a fit before."""
        return {"seed": seed, "before": BEFORE + seed % 3}

    def drive(self, training_step, case, evidence):
        """Call it compiled, as Keras does: from the beginning, and with an optimizer that has taken steps before."""
        keras = tiny.load_keras()
        import tensorflow as tf

        X, y = tiny.pictures(COUNT * STEPS, 0, case["seed"])
        order = np.random.default_rng(case["seed"]).permutation(len(X)).reshape(STEPS, COUNT)
        for run, before in (("begun", 0), ("resumed", case["before"])):
            keras.utils.set_random_seed(case["seed"])
            model = keras.Sequential(tiny.layers(keras))
            optimizer = keras.optimizers.SGD(0.05)
            optimizer.build(model.trainable_variables)
            optimizer.iterations.assign(before)
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
            writer = tf.summary.create_file_writer(str(evidence.logdir(run)))

            @tf.function(autograph=False)
            def compiled(x, y, model=model, loss=loss, optimizer=optimizer, writer=writer):
                return training_step(model, loss, optimizer, x, y, writer)

            norms, apart = [], []
            for rows in order:
                batch = tf.constant(X[rows], tf.float32), tf.constant(y[rows])
                with tf.GradientTape() as tape:
                    value = loss(batch[1], model(batch[0], training=True))
                gradients = tape.gradient(value, model.trainable_variables)
                wanted = [
                    weight.numpy() - 0.05 * gradient.numpy()
                    for weight, gradient in zip(model.trainable_variables, gradients, strict=True)
                ]
                norms.append(float(np.sqrt(sum((gradient.numpy() ** 2).sum() for gradient in gradients))))
                compiled(*batch)
                apart.append(
                    max(
                        float(np.abs(weight.numpy() - each).max())
                        for weight, each in zip(model.trainable_variables, wanted, strict=True)
                    )
                )
            writer.close()
            taken = int(optimizer.iterations.numpy()) - before
            evidence.note(**{run: {"norms": norms, "apart": apart, "steps": taken}})

    def verify(self, evidence, case):
        """First the training, then the steps, then the values."""
        for run, before in (("begun", 0), ("resumed", case["before"])):
            told = evidence.answers[run]
            if told["steps"] != STEPS:
                raise Wrong("norm-optimizer", found=told["steps"], expected=STEPS)
            if max(told["apart"]) > 1e-4:
                raise Wrong("norm-training", apart=max(told["apart"]))
            norms = evidence.scalars(TAG, run)
            found = norms.steps.tolist()
            if len(found) == STEPS and len(set(found)) == 1:
                raise Wrong("norm-frozen", step=found[0], values=STEPS)
            if found == list(range(before + 1, before + 1 + STEPS)):
                raise Wrong("norm-after", first=found[0], expected=before)
            if before and found == list(range(STEPS)):
                raise Wrong("norm-own-count", expected=before)
            expect_steps(norms, range(before, before + STEPS), TAG)
            wrong = np.flatnonzero(~np.isclose(norms.values, told["norms"], rtol=TOLERANCE))
            if len(wrong):
                at = int(wrong[0])
                raise Wrong("norm-value", step=before + at, found=float(norms.values[at]), expected=told["norms"][at])
