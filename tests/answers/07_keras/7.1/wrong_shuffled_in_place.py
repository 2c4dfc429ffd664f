# caught: handed-changed
import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), _ = data
    for each in (x, y):
        np.random.default_rng(0).shuffle(each)
    n = len(x) // 5
    aside, rest = slice(0, n), slice(n, None)
    model.fit(
        x[rest],
        y[rest],
        validation_data=(x[aside], y[aside]),
        epochs=epochs,
        verbose=0,
        callbacks=[keras.callbacks.TensorBoard(str(folder))],
    )
