# caught: norm-evaluated
import tensorflow as tf


def training_step(model, loss, optimizer, x, y, writer):
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    gradients = tape.gradient(value, model.trainable_variables)
    with writer.as_default():
        tf.summary.scalar("gradient_norm", tf.linalg.global_norm(gradients), step=optimizer.iterations.value)
    optimizer.apply(gradients, model.trainable_variables)
