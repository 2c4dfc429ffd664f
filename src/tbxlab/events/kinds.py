"""What a kind of data is. To add one (histograms, say):

1. Write `histograms.py`: a frozen dataclass for one tag's data, a function from a protobuf Summary.Value to one
   value, and a `KIND` made of both.
2. Add that KIND to `KINDS` in `run.py`, and a field to `Run`.

A decoder gets the Summary.Value as it was written. Writers store the same kind in two forms: in a field of its
own (`value.histo`; tensorboardX, torch) or as a tensor whose metadata names the plugin (TensorFlow). What is no
part of a summary (a graph) is an Event's own field: its kind's decoder gets the Event (see `EVENT_FIELDS`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

FIELDS = {"simple_value": "scalars", "histo": "histograms", "image": "images", "audio": "audio"}
"""TensorBoard's plugin for each field of its own that a value may have."""

EVENT_FIELDS = {"graph_def": "graphs", "meta_graph_def": "graphs"}
"""TensorBoard's plugin for each field of an Event that is read, beside its summary."""


class Undecodable(ValueError):
    """A value is not what its kind promises; the text says how."""


@dataclass(frozen=True, eq=False)
class Points:
    """All points of one tag, n of them, in the order they were written, file after file."""

    tag: str
    steps: np.ndarray
    """int64[n]"""
    values: Any
    """n values: a float64 array for scalars, a tuple for everything else."""
    wall_times: np.ndarray
    """float64[n], seconds since 1970"""
    files: np.ndarray
    """int32[n]: each point's index into `Run.files`"""
    records: np.ndarray
    """int64[n]: each point's place in its file, counted in records"""


@dataclass(frozen=True)
class Kind:
    """One kind of data, under TensorBoard's name for its plugin."""

    plugin: str
    decode: Callable[[Any], Any]
    """Summary.Value -> one value. Raises Undecodable."""
    build: Callable[[Points], Any]
    """Points -> the kind's dataclass."""
    bare: bool = False
    """Whether a value of this kind may be empty, because its metadata say everything."""


def read_only(values: Any, dtype: Any) -> np.ndarray:
    """An array closed for writing: what was read from a file is not to be changed by accident."""
    array = np.asarray(values, dtype)
    array.flags.writeable = False
    return array
