# caught: norm-training
import tensorflow as tf


def training_step(model, loss, optimizer, x, y, writer):
    with tf.GradientTape() as tape:
        value = loss(y, model(x, training=True))
    gradients = tape.gradient(value, model.trainable_variables)
    with writer.as_default():
        tf.summary.scalar("gradient_norm", tf.linalg.global_norm(gradients), step=optimizer.iterations.value)
    for variable, gradient in zip(model.trainable_variables, gradients, strict=True):
        variable.assign_sub(0.05 * gradient)
    optimizer.iterations.assign_add(1)
