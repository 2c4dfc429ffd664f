import keras


def fit_watched(model, data, epochs, folder):
    aside, rest = keras.utils.split_dataset(data[0], left_size=0.2, shuffle=True, seed=0)
    model.fit(
        rest.batch(32),
        validation_data=aside.batch(32),
        epochs=epochs,
        verbose=0,
        callbacks=[keras.callbacks.TensorBoard(str(folder))],
    )
