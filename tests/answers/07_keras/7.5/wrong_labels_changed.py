# caught: handed-changed
import numpy as np
import tensorflow as tf


def log_misses(writer, model, x, y, epoch):
    y.shape = (len(y),)
    chances = tf.nn.softmax(model.predict(x, verbose=0)).numpy()
    wrong = np.flatnonzero(chances.argmax(axis=1) != y)
    surest = wrong[np.argsort(-chances[wrong].max(axis=1))][:6]
    if len(surest):
        with writer.as_default():
            tf.summary.image("misclassified", x[surest], step=epoch, max_outputs=6)
