import keras
import numpy as np


def fit_watched(model, data, epochs, folder):
    (x, y), _ = data
    order = np.random.default_rng(2).permutation(len(x))
    model.compile(
        keras.optimizers.Adam(0.01), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    model.fit(
        x[order],
        y[order],
        validation_split=0.2,
        epochs=epochs,
        verbose=0,
        callbacks=[keras.callbacks.TensorBoard(str(folder), histogram_freq=1)],
    )
