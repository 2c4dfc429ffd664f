import tensorflow as tf


def training_step(model, loss, optimizer, x, y, writer):
    with tf.GradientTape() as tape:
        value = loss(y, model(x, training=True))
    gradients = tape.gradient(value, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
    with writer.as_default():
        norm = tf.norm(tf.concat([tf.reshape(each, [-1]) for each in gradients], axis=0))
        tf.summary.scalar("gradient_norm", norm, step=tf.cast(optimizer.iterations.value, tf.int64) - 1)
    return value
