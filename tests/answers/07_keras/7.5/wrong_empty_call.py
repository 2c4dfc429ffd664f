# caught: misses-empty
import numpy as np
import tensorflow as tf


def log_misses(writer, model, x, y, epoch):
    chances = tf.nn.softmax(model.predict(x, verbose=0)).numpy()
    wrong = np.flatnonzero(chances.argmax(axis=1) != y[:, 0])
    surest = wrong[np.argsort(-chances[wrong].max(axis=1))][:6]
    with writer.as_default():
        tf.summary.image("misclassified", x[surest], step=epoch, max_outputs=6)
