"""The CNN of chapter and lab 07: three convolutions, 20,810 parameters, about half a second an epoch."""

import keras
from keras import layers


def make_cnn(seed: int, *, softmax: bool = False) -> keras.Sequential:
    """Return a CNN for pictures uint8[n, 32, 32, 3] of 0 to 255: they are scaled to 0 to 1 inside it.

    It returns logits float32[n, 10], or with ``softmax`` probabilities. ``seed`` sets the initial weights and, through
    Keras's global seed, the order in which ``fit`` shuffles the examples.
    """
    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [
            keras.Input((32, 32, 3), name="pictures"),
            layers.Rescaling(1 / 255, name="scale"),
            layers.Conv2D(8, 3, activation="relu", name="conv1"),
            layers.MaxPooling2D(name="pool1"),
            layers.Conv2D(16, 3, activation="relu", name="conv2"),
            layers.MaxPooling2D(name="pool2"),
            layers.Conv2D(16, 3, activation="relu", name="conv3"),
            layers.Flatten(name="flat"),
            layers.Dense(64, activation="relu", name="hidden"),
            layers.Dense(10, activation="softmax" if softmax else None, name="probabilities" if softmax else "logits"),
        ],
        name="cnn",
    )


def compiled(model: keras.Model, *, from_logits: bool = True, rate: float = 0.002) -> keras.Model:
    """Compile ``model`` for labels uint8[n, 1] with Adam and cross-entropy, and return it.

    ``from_logits`` says what the loss takes the model's outputs for; it has to agree with what they are.
    """
    model.compile(
        keras.optimizers.Adam(rate),
        keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits),
        metrics=["accuracy"],
    )
    return model
