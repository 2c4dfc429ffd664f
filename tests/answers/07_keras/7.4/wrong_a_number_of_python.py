# caught: norm-frozen
import itertools

import tensorflow as tf

count = itertools.count()


def training_step(model, loss, optimizer, x, y, writer):
    with tf.GradientTape() as tape:
        value = loss(y, model(x, training=True))
    gradients = tape.gradient(value, model.trainable_variables)
    with writer.as_default():
        tf.summary.scalar("gradient_norm", tf.linalg.global_norm(gradients), step=next(count))
    optimizer.apply(gradients, model.trainable_variables)
