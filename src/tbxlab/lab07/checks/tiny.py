"""What lab 07's checks train: a network of a few numbers, and pictures that say who they are."""

import os
from typing import Any

import numpy as np

SIDE, CLASSES = 4, 4
BATCH = 32


def load_keras() -> Any:
    """Return Keras, loaded without TensorFlow's notes on the terminal. Only the driving side pays for it."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    return keras


def pictures(count: int, first: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ``count`` pictures uint8[n, 4, 4, 3] sorted by class, and labels uint8[n, 1].

    The first two values of a picture are its number, counted from ``first``; the others are noise around a level that
    its class decides.
    """
    rng = np.random.default_rng(seed)
    y = (np.arange(count) * CLASSES // count).astype(np.uint8)[:, None]
    X = rng.integers(0, 60, (count, SIDE, SIDE, 3), dtype=np.uint8) + (60 * y)[:, :, None, None]
    X[:, 0, 0, 0], X[:, 0, 0, 1] = divmod(np.arange(first, first + count), 256)
    return X.astype(np.uint8), y


def numbers(X: Any) -> list[int]:
    """Return the numbers of pictures, whatever kind of number their values have become."""
    X = np.asarray(X)
    return (256 * X[:, 0, 0, 0].astype(int) + X[:, 0, 0, 1].astype(int)).tolist()


def layers(keras: Any, normalized: bool = True) -> list:
    """Return the layers of a small network for such pictures.

    A normalization in it tells a call for training from one that is not, and has weights that are not trained.
    """
    between = [keras.layers.BatchNormalization(name="normalized")] if normalized else []
    return [
        keras.Input((SIDE, SIDE, 3)),
        keras.layers.Rescaling(1 / 255, name="scale"),
        keras.layers.Flatten(name="flat"),
        keras.layers.Dense(6, activation="tanh", name="hidden"),
        *between,
        keras.layers.Dense(CLASSES, name="logits"),
    ]


def compiled(keras: Any, model: Any, **more: Any) -> Any:
    """Compile for logits, without graphs: tracing one costs more than so small a training."""
    model.compile(
        keras.optimizers.SGD(0.1),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        run_eagerly=True,
        **more,
    )
    return model
