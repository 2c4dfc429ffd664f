# caught: fit-twice
import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), _ = data
    order = np.random.default_rng(0).permutation(len(x))
    x, y = x[order], y[order]
    model.fit(x, y, validation_split=0.2, epochs=epochs, verbose=0)
    model.fit(
        x, y, validation_split=0.2, epochs=epochs, verbose=0, callbacks=[keras.callbacks.TensorBoard(str(folder))]
    )
