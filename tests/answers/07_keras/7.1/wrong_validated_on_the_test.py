# caught: fit-test
import keras


def fit_watched(model, data, epochs, folder):
    (x, y), test = data
    model.fit(
        x, y, validation_data=test, epochs=epochs, verbose=0, callbacks=[keras.callbacks.TensorBoard(str(folder))]
    )
