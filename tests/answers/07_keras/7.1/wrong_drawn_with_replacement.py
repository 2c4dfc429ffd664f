# caught: fit-repeats
import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), test = data
    n = len(x)
    tb = keras.callbacks.TensorBoard(str(folder))
    a = np.random.default_rng(0).choice(n, n // 5)
    r = np.setdiff1d(np.arange(n), a)
    model.fit(x[r], y[r], validation_data=(x[a], y[a]), epochs=epochs, verbose=0, callbacks=[tb])
