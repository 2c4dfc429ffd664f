"""The runs that lab 07 gives to read: a fit whose weights were measured again, and five patients.

Each is what Keras's own callback leaves, runs train and validation; a third run holds what was measured beside it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from tbxlab.authoring.reference_runs import run
from tbxlab.lab07.runs import keras_fits

LAB, SPLIT, EPOCHS = "07_keras", 776, 6
LOOSE: dict[str, Any] = {"rtol": 0.05, "atol": 0.03, "packages": keras_fits.PACKAGES}
"""Eight of 253 validation pictures may change sides on another processor."""


def parts() -> tuple[Any, Any, Any]:
    """Return training, validation (the last two sheets) and test pictures with their labels."""
    from tbxlab.toy.photo_digits import load_data

    (x, y), test = load_data()
    return (x[:SPLIT], y[:SPLIT]), (x[SPLIT:], y[SPLIT:]), test


def note(folder: str, values: list[tuple[int, float, float]]) -> None:
    """Write (epoch, loss, accuracy) under Keras's tags into a run of their own."""
    import tensorflow as tf

    writer = tf.summary.create_file_writer(folder)
    with writer.as_default():
        for epoch, loss, accuracy in values:
            tf.summary.scalar("epoch_accuracy", accuracy, step=epoch)
            tf.summary.scalar("epoch_loss", loss, step=epoch)
    writer.close()


def patient(
    folder: str,
    seed: int,
    *,
    validation: Any,
    fits: int = 1,
    watched: tuple[int, ...] = (0,),
    from_logits: bool = True,
    anew: bool = False,
    epochs: int = EPOCHS,
) -> None:
    """Fit ``fits`` times, with the callback on those in ``watched``, and evaluate on the test pictures at the end.

    ``anew`` makes a new model for every fit.
    """
    import keras

    from tbxlab.lab07.cnn import compiled, make_cnn

    train, _, test = parts()
    for number in range(fits):
        if number == 0 or anew:
            model = compiled(make_cnn(seed + number), from_logits=from_logits)
        model.fit(
            *train,
            validation_data=validation,
            epochs=epochs,
            verbose=0,
            callbacks=[keras.callbacks.TensorBoard(folder)] if number in watched else [],
        )
    loss, accuracy = model.evaluate(*test, verbose=0)
    note(f"{folder}/test", [(epochs - 1, loss, accuracy)])


def averages(folder: str) -> None:
    """Fit for eight epochs, and measure the loss over the training pictures again with each epoch's last weights.

    Another seed and rate than the chapter's fit, whose numbers stand on its page.
    """
    import keras

    from tbxlab.lab07.cnn import compiled, make_cnn

    train, validation, _ = parts()
    model, again = compiled(make_cnn(10), rate=0.001), []

    def measure(epoch: int, logs: Any) -> None:
        again.append((epoch, *model.evaluate(*train, verbose=0)))

    model.fit(
        *train,
        validation_data=validation,
        epochs=8,
        verbose=0,
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=measure), keras.callbacks.TensorBoard(folder)],
    )
    note(f"{folder}/again", again)


FITS: dict[str, Callable[[str], None]] = {
    "a": averages,
    "b": lambda folder: patient(folder, 0, validation=parts()[2]),
    "c": lambda folder: patient(folder, 2, validation=parts()[1]),
    "d": lambda folder: patient(folder, 1, validation=parts()[1], from_logits=False),
    "e": lambda folder: patient(folder, 3, validation=parts()[1], fits=2, watched=(0, 1), anew=True),
    "f": lambda folder: patient(folder, 1, validation=parts()[1], fits=2, watched=(1,), epochs=4),
}
PARTS = {name: ("train", "validation", "again" if name == "a" else "test") for name in FITS}


@cache
def fitted(name: str) -> dict[str, keras_fits.Records]:
    """Return the events of each run of a fit, which is made once."""
    return keras_fits.records(FITS[name])


def declare(name: str, part: str) -> None:
    """Register one run of one fit. One fit is made again by the tests, the others by ``tbxlab runs``."""

    @run(f"{LAB}/{name}/{part}", heavy=name != "c", **LOOSE)
    def maker(writer: Any, seed: int) -> None:
        keras_fits.relay(writer, fitted(name)[part])

    maker.__qualname__ = declare.__qualname__
    maker.__doc__ = f"Lab 07, exercise {'7.2' if name == 'a' else '7.7'}: the run {part} of the fit {name}."


for _name, _parts in PARTS.items():
    for _part in _parts:
        declare(_name, _part)
