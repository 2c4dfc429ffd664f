# caught: norm-value
import tensorflow as tf


def training_step(model, loss, optimizer, x, y, writer):
    with tf.GradientTape() as tape:
        value = loss(y, model(x, training=True))
    gradients = tape.gradient(value, model.trainable_variables)
    with writer.as_default():
        tf.summary.scalar(
            "gradient_norm", tf.add_n([tf.norm(each) for each in gradients]), step=optimizer.iterations.value
        )
    optimizer.apply(gradients, model.trainable_variables)
