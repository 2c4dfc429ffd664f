# caught: norm-training
import tensorflow as tf


def training_step(model, loss, optimizer, x, y, writer):
    with tf.GradientTape() as tape:
        value = loss(y, model(x, training=True))
    gradients = tape.gradient(value, model.trainable_variables)
    with writer.as_default():
        tf.summary.scalar("gradient_norm", tf.linalg.global_norm(gradients), step=optimizer.iterations.value)
    gradients, _ = tf.clip_by_global_norm(gradients, 1000.0)
    optimizer.apply(gradients, model.trainable_variables)
