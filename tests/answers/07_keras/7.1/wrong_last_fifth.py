# caught: fit-classes
import keras


def fit_watched(model, data, epochs, folder):
    (x, y), _ = data
    model.fit(
        x, y, validation_split=0.2, epochs=epochs, verbose=0, callbacks=[keras.callbacks.TensorBoard(str(folder))]
    )
