# caught: steps-missing, no-tag
import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), _ = data
    order = np.random.default_rng(0).permutation(len(x))
    aside, rest = order[: len(x) // 5], order[len(x) // 5 :]
    model.fit(
        x[rest],
        y[rest],
        validation_data=(x[aside], y[aside]),
        epochs=epochs,
        verbose=0,
        callbacks=[keras.callbacks.TensorBoard(str(folder), update_freq=4)],
    )
