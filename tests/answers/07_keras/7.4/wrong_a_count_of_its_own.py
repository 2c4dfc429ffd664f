# caught: norm-own-count
import tensorflow as tf

counts = {}


def training_step(model, loss, optimizer, x, y, writer):
    if optimizer not in counts:
        counts[optimizer] = tf.Variable(0, dtype=tf.int64, trainable=False)
    count = counts[optimizer]
    with tf.GradientTape() as tape:
        value = loss(y, model(x, training=True))
    gradients = tape.gradient(value, model.trainable_variables)
    with writer.as_default():
        tf.summary.scalar("gradient_norm", tf.linalg.global_norm(gradients), step=count)
    optimizer.apply(gradients, model.trainable_variables)
    count.assign_add(1)
