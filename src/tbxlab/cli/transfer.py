"""The commands of the chapters on fine-tuning: pretrain, and reproduce for their tables."""

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from tbxlab.cli.screen import fail, screen


class Architecture(StrEnum):
    """The networks that can be pretrained."""

    RESNET = "resnet"
    VGG = "vgg"


def pretrain(
    architecture: Annotated[Architecture, typer.Argument(help="The network.")] = Architecture.RESNET,
    steps: Annotated[int | None, typer.Option(min=10, help="Optimizer steps; the course's own number if none.")] = None,
    seed: Annotated[int, typer.Option(help="Draws the weights and the letters.")] = 0,
    out: Annotated[
        Path | None, typer.Option(help="The checkpoint's file (.pt); into the run's own directory if none.")
    ] = None,
) -> None:
    """Pretrain a network on printed letters, logged like any run: minutes on two cores."""
    from tensorboardX import SummaryWriter

    from tbxlab.course import folders
    from tbxlab.lab08 import pretrain as pretraining
    from tbxlab.lab08 import weights

    run = folders.new_run(f"pretrain/{architecture.value}")
    file = (out or run / f"characters_{architecture.value}.pt").with_suffix(".pt")
    steps = steps or pretraining.STEPS[architecture.value]
    screen.print(f"{steps} steps, logged to {run}", markup=False)
    with SummaryWriter(str(run)) as writer:
        made = pretraining.pretrain(architecture.value, steps=steps, seed=seed, writer=writer)
    command = f"tbxlab pretrain {architecture.value} --steps {steps} --seed {seed}"
    weights.save(
        made.model,
        file,
        architecture=architecture.value,
        command=command,
        steps=steps,
        seed=seed,
        validation_loss=round(made.loss, 4),
        validation_accuracy=round(made.accuracy, 4),
    )
    screen.print(f"{made.accuracy:.3f} of the letters in other fonts are right. Weights: {file}", markup=False)


TABLES = {"cnn": "tbxlab.lab08.table", "sentences": "tbxlab.lab09.table"}
"""Name -> module whose reproduce(say) measures its table anew, writes it, and says each line that it found."""


def reproduce(
    names: Annotated[list[str] | None, typer.Argument(help="Tables (cnn, sentences); all of them if none.")] = None,
) -> None:
    """Measure the tables of Part II again and write them: minutes for cnn, half an hour for sentences."""
    if unknown := set(names or ()) - set(TABLES):
        fail(f"no table {', '.join(sorted(unknown))}; there are: {', '.join(TABLES)}")
    for name in names or TABLES:
        import_module(TABLES[name]).reproduce(lambda line: screen.print(line, markup=False, highlight=False))
