# caught: norm-value
import tensorflow as tf


def training_step(model, loss, optimizer, x, y, writer):
    with tf.GradientTape() as tape:
        tape.watch([weight.value for weight in model.weights])
        value = loss(y, model(x, training=True))
    gradients = tape.gradient(value, [weight.value for weight in model.weights])
    with writer.as_default():
        tf.summary.scalar("gradient_norm", tf.linalg.global_norm(gradients), step=optimizer.iterations.value)
    trained = [g for g, weight in zip(gradients, model.weights, strict=True) if weight.trainable]
    optimizer.apply(trained, model.trainable_variables)
