# caught: fit-not-drawn
import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), _ = data
    labels = y.ravel()
    aside = np.concatenate([np.flatnonzero(labels == c)[: (labels == c).sum() // 5] for c in np.unique(labels)])
    rest = np.setdiff1d(np.arange(len(x)), aside)
    model.fit(
        x[rest],
        y[rest],
        validation_data=(x[aside], y[aside]),
        epochs=epochs,
        verbose=0,
        callbacks=[keras.callbacks.TensorBoard(str(folder))],
    )
