"""The runs that lab 03 gives to read. Their names say nothing; what each shows is asked in the lab."""

from dataclasses import replace
from typing import Any

from tbxlab.authoring.reference_runs import run
from tbxlab.lab03 import deep

BINS = 24
"""Histograms of so many buckets of equal width: a tenth of the bytes of the several hundred that are usual."""
DIED = 120
"""The step from which run b is penalized for what its units4 put out."""


@run("03_histograms/a")
def a(writer: Any, seed: int) -> None:
    """Lab 03, exercise 3.8: patient a."""
    deep.train(deep.SETTINGS["unscaled inputs"], 21, writer, bins=BINS)


@run("03_histograms/b")
def b(writer: Any, seed: int) -> None:
    """Lab 03, exercise 3.8: patient b."""
    deep.train(replace(deep.HEALTHY, penalty_from=DIED), 22, writer, bins=BINS)


@run("03_histograms/c")
def c(writer: Any, seed: int) -> None:
    """Lab 03, exercise 3.8: patient c."""
    deep.train(replace(deep.HEALTHY, scale=0.001), 25, writer, bins=BINS)
