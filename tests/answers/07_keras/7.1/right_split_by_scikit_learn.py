import keras
from sklearn.model_selection import train_test_split


def fit_watched(model, data, epochs, folder):
    x, x_aside, y, y_aside = train_test_split(*data[0], test_size=0.2, stratify=data[0][1], random_state=0)
    model.fit(
        x,
        y,
        validation_data=(x_aside, y_aside),
        epochs=epochs,
        verbose=0,
        callbacks=[keras.callbacks.TensorBoard(str(folder))],
    )
