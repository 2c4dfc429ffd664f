"""The training runs behind the sliders of the page Reading loss curves: learning rates × numbers of examples."""

from typing import Any

from tbxlab.authoring.reference_runs import run
from tbxlab.lab02 import training
from tbxlab.lab02.pictures.slider import EVERY, EXAMPLES, RATES, SEEDS, STEPS
from tbxlab.toy import data, models

BATCH = 50


def tag(rate: float, examples: int, seed: int, kind: str) -> str:
    """Return the tag of one curve: "3/500/seed-0/val"."""
    return f"{rate:g}/{examples}/seed-{seed}/{kind}"


class Averaged:
    """A writer that passes on the mean train/loss of every 40 steps, and val/loss as it is, by the tags of one run."""

    def __init__(self, writer: Any, rate: float, examples: int, seed: int) -> None:
        self._writer, self._of = writer, (rate, examples, seed)
        self._losses: list[float] = []

    def add_scalar(self, name: str, value: float, step: int) -> None:
        """Log, collect, or leave out."""
        if name == "val/loss":
            self._writer.add_scalar(tag(*self._of, "val"), value, step)
        elif name == "train/loss":
            self._losses.append(value)
            if len(self._losses) == EVERY:
                self._writer.add_scalar(tag(*self._of, "train"), sum(self._losses) / EVERY, step + 1)
                self._losses.clear()


@run("02_scalars/slider", chaotic=True, rtol=0.5, heavy=True)
def slider(writer: Any, seed: int) -> None:
    """1,440 steps of the classifier for each learning rate, number of examples and seed."""
    for rate in RATES:
        for examples in EXAMPLES:
            for each in SEEDS:
                training.train(
                    models.classifier(seed=each),
                    data.two_classes(examples, each),
                    data.two_classes(training.VALIDATION, each + 1_000_000),
                    epochs=STEPS * BATCH // examples,
                    batch_size=BATCH,
                    rate=rate,
                    seed=each,
                    writer=Averaged(writer, rate, examples, each),
                    validate_every=EVERY,
                )
