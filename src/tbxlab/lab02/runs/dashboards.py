"""The run that chapter 02 shows with a custom layout."""

from typing import Any

from tbxlab.authoring.reference_runs import run
from tbxlab.lab02 import training
from tbxlab.lab02.runs.chapter import COST, Thinned


@run("02_scalars/layout", cost=COST)
def layout(writer: Any, seed: int) -> None:
    """The overfitted training, and how to draw two of its tags in one chart."""
    writer.add_custom_scalars({"loss": {"train and val": ["Multiline", ["train/loss", "val/loss"]]}})
    training.example("overfitting", seed, Thinned(writer))
