import tensorflow as tf


def training_step(model, loss, optimizer, x, y, writer):
    with tf.GradientTape() as tape:
        value = loss(y, model(x, training=True))
    gradients = tape.gradient(value, model.trainable_weights)
    step = tf.cast(optimizer.iterations, tf.int64)
    optimizer.apply_gradients(zip(gradients, model.trainable_weights, strict=True))
    squares = tf.add_n([tf.reduce_sum(tf.square(each)) for each in gradients])
    with writer.as_default(step=step - 0):
        tf.summary.scalar("gradient_norm", tf.sqrt(squares))
        tf.summary.scalar("loss", value)
