"""The commands of the chapters that train longer than a lab can: pretrain, and reproduce for their tables."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from tbxlab.cli.screen import fail, screen
from tbxlab.course import manifest


def _say(line: str) -> None:
    screen.print(line, markup=False, highlight=False)


def _offered(what: str) -> dict[str, str]:
    """Return name -> module of all labs' "tables" or "networks"."""
    labs = manifest.load().labs
    return {name: f"tbxlab.lab{lab.number}.{module}" for lab in labs for name, module in getattr(lab, what).items()}


def _modules(kind: str, names: list[str]) -> list[tuple[str, ModuleType]]:
    """Import what the labs offer under these names, all of it without a name; end with one line for an unknown one."""
    offered = _offered(f"{kind}s")
    if unknown := set(names) - set(offered):
        fail(f"no {kind} {', '.join(sorted(unknown))}; there are: {', '.join(offered)}")
    return [(name, import_module(offered[name])) for name in names or offered]


def pretrain(
    network: Annotated[str, typer.Argument(help="The network: resnet, vgg (chapter 08) or lm (10).")] = "resnet",
    steps: Annotated[int | None, typer.Option(min=10, help="Optimizer steps; the course's own number if none.")] = None,
    seed: Annotated[int, typer.Option(help="Draws the weights and the data.")] = 0,
    out: Annotated[
        Path | None, typer.Option(help="The checkpoint's file (.pt); into the run's own directory if none.")
    ] = None,
) -> None:
    """Pretrain a network, logged like any run: minutes on two cores."""
    ((name, module),) = _modules("network", [network])
    module.command(name, steps, seed, out, _say)


def reproduce(
    names: Annotated[
        list[str] | None, typer.Argument(help="Tables (mismatch, cnn, sentences, spikes); all of them if none.")
    ] = None,
) -> None:
    """Measure tables again and write them: a minute for mismatch, minutes for cnn and spikes, half an hour for
    sentences.
    """
    for _, module in _modules("table", names or []):
        module.reproduce(_say)
