# caught: fit-no-validation
import keras


def fit_watched(model, data, epochs, folder):
    (x, y), _ = data
    model.fit(x, y, epochs=epochs, verbose=0, callbacks=[keras.callbacks.TensorBoard(str(folder))])
