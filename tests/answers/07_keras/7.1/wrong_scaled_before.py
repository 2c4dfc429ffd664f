# caught: fit-pictures
import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), test = data
    n = len(x)
    tb = keras.callbacks.TensorBoard(str(folder))
    o = np.random.default_rng(0).permutation(n)
    model.fit(x[o] / 255, y[o], validation_split=0.2, epochs=epochs, verbose=0, callbacks=[tb])
