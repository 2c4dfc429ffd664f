import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), test = data
    n = len(x)
    tb = keras.callbacks.TensorBoard(str(folder))
    m = np.random.default_rng(0).random(n) < 0.2
    model.fit(x[~m], y[~m], validation_data=(x[m], y[m]), epochs=epochs, verbose=0, callbacks=[tb])
