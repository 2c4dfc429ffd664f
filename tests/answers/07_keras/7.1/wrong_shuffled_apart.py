# caught: fit-labels
import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), _ = data
    rng = np.random.default_rng(0)
    model.fit(
        rng.permutation(x),
        rng.permutation(y),
        validation_split=0.2,
        epochs=epochs,
        verbose=0,
        callbacks=[keras.callbacks.TensorBoard(str(folder))],
    )
