# caught: misses-order
import numpy as np
import tensorflow as tf


def log_misses(writer, model, x, y, epoch):
    chances = tf.nn.softmax(model.predict(x, verbose=0)).numpy()
    wrong = np.flatnonzero(chances.argmax(axis=1) != y[:, 0])
    t = np.sort(chances[wrong], 1)
    surest = wrong[np.argsort(-(t[:, -1] - t[:, -2]))][:6]
    if len(surest):
        with writer.as_default():
            tf.summary.image("misclassified", x[surest], step=epoch, max_outputs=6)
