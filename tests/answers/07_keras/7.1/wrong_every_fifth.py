# caught: fit-not-drawn
import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), test = data
    n = len(x)
    tb = keras.callbacks.TensorBoard(str(folder))
    m = np.arange(n) % 5 == 0
    model.fit(x[~m], y[~m], validation_data=(x[m], y[m]), epochs=epochs, verbose=0, callbacks=[tb])
