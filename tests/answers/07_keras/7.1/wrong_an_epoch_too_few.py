# caught: fit-epochs
import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), _ = data
    order = np.random.default_rng(0).permutation(len(x))
    model.fit(
        x[order],
        y[order],
        validation_split=0.2,
        epochs=epochs - 1,
        verbose=0,
        callbacks=[keras.callbacks.TensorBoard(str(folder))],
    )
