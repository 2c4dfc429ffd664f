# caught: misses-shape
import numpy as np
import tensorflow as tf


def log_misses(writer, model, x, y, epoch):
    chances = tf.nn.softmax(model.predict(x, verbose=0)).numpy()
    wrong = np.flatnonzero(chances.argmax(axis=1) != y[:, 0])
    surest = wrong[np.argsort(-chances[wrong].max(axis=1))][:6]
    if len(surest):
        large = x[surest].repeat(4, axis=1).repeat(4, axis=2)  # easier to see, and not what the model received
        with writer.as_default():
            tf.summary.image("misclassified", large, step=epoch, max_outputs=6)
