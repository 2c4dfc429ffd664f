import numpy as np
import tensorflow as tf


def log_misses(writer, model, x, y, epoch):
    logits = np.asarray(model(x))
    chances = np.exp(logits - logits.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    said = chances.argmax(1)
    misses = sorted((i for i in range(len(x)) if said[i] != y[i, 0]), key=lambda i: -chances[i, said[i]])
    with writer.as_default(step=epoch):
        for place, number in enumerate(misses[:6]):
            tf.summary.image(f"misclassified/{place}", x[number : number + 1])
