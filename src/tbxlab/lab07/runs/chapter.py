"""The runs of chapter 07: fits of one CNN on digits over photographs, watched by Keras's TensorBoard callback.

Each fit leaves two runs, train and validation. Validation is the last quarter of the training pictures, two whole
sheets, unless the fit is there to show something else.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from tbxlab.authoring.reference_runs import run
from tbxlab.lab07.runs.keras_fits import PACKAGES, Records, records, relay
from tbxlab.toy.photo_digits import load_data

SEEDS = (0, 1, 2)
EPOCHS, SPLIT = 12, 776
"""776 pictures are 25 batches of Keras's 32; 253 stay to validate on."""


def cnn(seed: int, **compiling: Any) -> Any:
    """Return the compiled CNN; ``softmax`` and ``from_logits`` as for `tbxlab.lab07.cnn`."""
    from tbxlab.lab07.cnn import compiled, make_cnn

    return compiled(make_cnn(seed, softmax=compiling.pop("softmax", False)), **compiling)


def callback(folder: str, **options: Any) -> Any:
    """Return Keras's callback."""
    import keras

    return keras.callbacks.TensorBoard(folder, **options)


def fit(
    model: Any, folder: str | None, epochs: int = EPOCHS, *, validate_on_test: bool = False, extra: tuple = ()
) -> Any:
    """Fit on the first 776 training pictures, logging to ``folder`` where there is one."""
    (x, y), test = load_data()
    held_out = test if validate_on_test else (x[SPLIT:], y[SPLIT:])
    return model.fit(
        x[:SPLIT],
        y[:SPLIT],
        epochs=epochs,
        validation_data=held_out,
        verbose=0,
        callbacks=[*extra, *([callback(folder)] if folder else [])],
    )


@cache
def healthy(seed: int) -> tuple[dict[str, Records], list[dict[str, float]]]:
    """Fit once; return what the callback wrote, and what the weights of each epoch's end give on other pictures."""
    import keras

    (x, y), (x_test, y_test) = load_data()
    again: list[dict[str, float]] = []

    class Again(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            measured = self.model.evaluate(x[:SPLIT], y[:SPLIT], verbose=0, return_dict=True)
            tested = self.model.evaluate(x_test, y_test, verbose=0, return_dict=True)
            again.append(
                {f"again/{name}": value for name, value in measured.items()}
                | {f"test/{name}": value for name, value in tested.items()}
            )

    written = records(lambda folder: fit(cnn(seed), folder, extra=(Again(),)))
    return written, again


@cache
def twice(seed: int) -> dict[str, Records]:
    """Fit twice, six epochs each, and log the second only."""

    def both(folder: str) -> None:
        model = cnn(seed)
        fit(model, None, EPOCHS // 2)
        fit(model, folder, EPOCHS // 2)

    return records(both)


@cache
def mismatch(seed: int) -> dict[str, Records]:
    """Give logits to a loss that takes them for probabilities."""
    return records(lambda folder: fit(cnn(seed, from_logits=False), folder))


@cache
def by_class(seed: int) -> dict[str, Records]:
    """Sort the training pictures by class, then let validation_split take the last quarter."""
    (x, y), _ = load_data()
    order = np.argsort(y[:, 0], kind="stable")
    return records(
        lambda folder: cnn(seed).fit(
            x[order], y[order], validation_split=0.25, epochs=EPOCHS, verbose=0, callbacks=[callback(folder)]
        )
    )


@cache
def on_test(seed: int) -> dict[str, Records]:
    """Validate on the test pictures."""
    return records(lambda folder: fit(cnn(seed), folder, validate_on_test=True))


@cache
def everything(seed: int) -> dict[str, Records]:
    """Let the callback write all it can of every fourth epoch, with a learning rate that falls."""
    import keras

    def fully(folder: str) -> None:
        model = cnn(seed, rate=keras.optimizers.schedules.CosineDecay(0.002, EPOCHS * 25))
        fit(model, None, EPOCHS, extra=(callback(folder, histogram_freq=4, write_images=True),))

    return records(fully)


@cache
def cured(seed: int) -> dict[str, Records]:
    """Give probabilities to a loss that takes them for logits: Keras finds the softmax and undoes it."""
    return records(lambda folder: fit(cnn(seed, softmax=True), folder, 3))


def both_parts(
    name: str, make: Callable[[int], dict[str, Records]], seeds: tuple[int, ...] = SEEDS, **more: Any
) -> None:
    """Register the runs train and validation of a fit; ``make`` is what they are named after in runs.json."""

    def part(which: str) -> Callable[[Any, int], None]:
        def maker(writer: Any, seed: int) -> None:
            relay(writer, make(seed)[which])

        maker.__doc__ = make.__doc__
        maker.__qualname__ = f"{make.__qualname__}.{which}"
        return maker

    for which in ("train", "validation"):
        options: dict[str, Any] = {"heavy": True, "packages": PACKAGES} | more
        run(f"07_chapter/{name}-{{seed}}/{which}", seeds=seeds, **options)(part(which))


def healthy_fit(seed: int) -> dict[str, Records]:
    """One fit of twelve epochs, validated on the last two sheets of the training pictures."""
    return healthy(seed)[0]


both_parts("healthy", healthy_fit)
both_parts("twice", twice)
both_parts("mismatch", mismatch)
both_parts("sorted", by_class)
both_parts("test", on_test)
both_parts("everything", everything, seeds=(0,))
both_parts("cured", cured, seeds=(0,), heavy=False, rtol=0.1, atol=0.03)


@run("07_chapter/again-{seed}", seeds=SEEDS, heavy=True, packages=PACKAGES)
def again(writer: Any, seed: int) -> None:
    """The healthy fit's weights at each epoch's end, asked about the training pictures again and about the test."""
    for epoch, values in enumerate(healthy(seed)[1]):
        for tag, value in values.items():
            writer.add_scalar(tag, value, epoch)
