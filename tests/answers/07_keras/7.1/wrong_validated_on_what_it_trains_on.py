# caught: fit-both
import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), _ = data
    aside = np.random.default_rng(0).permutation(len(x))[: len(x) // 5]
    model.fit(
        x,
        y,
        validation_data=(x[aside], y[aside]),
        epochs=epochs,
        verbose=0,
        callbacks=[keras.callbacks.TensorBoard(str(folder))],
    )
