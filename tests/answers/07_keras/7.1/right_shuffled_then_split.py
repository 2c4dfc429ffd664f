import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), (x_test, y_test) = data
    order = np.random.default_rng(1).permutation(len(x))
    model.fit(
        x[order],
        y[order],
        validation_split=0.2,
        epochs=epochs,
        verbose=0,
        batch_size=16,
        callbacks=[keras.callbacks.TensorBoard(folder, write_graph=False)],
    )
    model.evaluate(x_test, y_test, verbose=0)
