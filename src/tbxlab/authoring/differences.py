"""What differs between two makes of one reference run, beyond what another processor may round differently."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from tbxlab import events
from tbxlab.events.run import TAGGED

if TYPE_CHECKING:
    from tbxlab.events import Run


class Tolerance(Protocol):
    """By how much two makes of one run may differ; see reference_runs.Recipe."""

    @property
    def rtol(self) -> float:
        """Relative, of a scalar."""

    @property
    def atol(self) -> float:
        """Absolute."""

    @property
    def chaotic(self) -> bool:
        """Whether rounding changes the whole course."""

    @property
    def measured(self) -> tuple[str, ...]:
        """Tags of times, which no machine gives twice."""

    @property
    def cost(self) -> object | None:
        """What the run cost, where that is kept."""


PICTURE = 32
"""Mean difference of two pictures, of 255, up to which they show the same: one digit of a gallery may be another."""
CURVE = 0.1
"""Mean difference of two precision-recall curves: one example on the other side of a threshold moves a few points."""


def differs(old: Path, new: Path, recipe: Tolerance) -> str:
    """Return in words where two event files differ beyond the recipe's tolerance; empty where they agree."""
    before, after = events.read_run(old), events.read_run(new)
    return (
        _other_structure(before, after)
        or _other_values(before, after, recipe)
        or _other_points(old, new, recipe)
        or _other_clock(before, after, recipe)
    )


def _other_structure(before: "Run", after: "Run") -> str:
    for kind in (*TAGGED, "unread"):
        had, has = getattr(before, kind), getattr(after, kind)
        if list(had) != list(has):
            return f"{kind}: {list(had)} became {list(has)}"
    if before.unread != after.unread or before.layouts != after.layouts:
        return f"other data: {before.unread}, {before.layouts} became {after.unread}, {after.layouts}"
    if [len(graph.nodes) for graph in before.graphs] != [len(graph.nodes) for graph in after.graphs]:
        return "graphs: another number of nodes"
    for kind in TAGGED:
        for tag, series in getattr(before, kind).items():
            if series.steps.tolist() != getattr(after, kind)[tag].steps.tolist():
                return f"{tag}: other steps"
    return ""


def _other_clock(before: "Run", after: "Run", recipe: Tolerance) -> str:
    """Wall times are constants where a recipe has its cost, the same on all processors: no tolerance."""
    if recipe.cost is None:
        return ""
    for kind in TAGGED:
        for tag, series in getattr(before, kind).items():
            had, has = (np.asarray(each.wall_times) for each in (series, getattr(after, kind)[tag]))
            if not np.array_equal(had, has):
                return f"{tag}: took {had[-1] - had[0]:.4g} s, and takes {has[-1] - has[0]:.4g} s now"
    return ""


def _other_values(before: "Run", after: "Run", recipe: Tolerance) -> str:
    compare: dict[str, Callable[[Any, Any, Tolerance], str]] = {
        "texts": _texts,
        "scalars": _scalars,
        "histograms": _histograms,
        "images": _images,
        "pr_curves": _curves,
    }
    for kind, of_two in compare.items():
        for tag, series in getattr(before, kind).items():
            if tag in recipe.measured:
                continue
            if difference := of_two(series, getattr(after, kind)[tag], recipe):
                return f"{tag}: {difference}"
    return ""


def _texts(had: Any, has: Any, recipe: Tolerance) -> str:
    return "" if had.values == has.values else "another text"


def _scalars(before: Any, after: Any, recipe: Tolerance) -> str:
    had, has = before.values, after.values
    if recipe.chaotic:
        had, has = _quarters(had), _quarters(has)
    close = np.isclose(has, had, rtol=recipe.rtol, atol=recipe.atol, equal_nan=True)
    if close.all():
        return ""
    at = int(np.flatnonzero(~close)[0])
    place = f"quarter {at}" if recipe.chaotic else f"step {before.steps[at]}"
    return f"{int((~close).sum())} of {len(close)} values, first at {place}: {had[at]:.6g} became {has[at]:.6g}"


def _quarters(values: np.ndarray) -> np.ndarray:
    """Return the medians of the four quarters of a series: float64[4]."""
    return np.array([np.median(quarter) for quarter in np.array_split(values, 4)])


def _histograms(before: Any, after: Any, recipe: Tolerance) -> str:
    """Of each step: as many values, and the ends of their range within the tolerance of its width."""
    for step, had, has in zip(before.steps, before.buckets, after.buckets, strict=True):
        if had.number != has.number:
            return f"step {step}: {had.number:g} values became {has.number:g}"
        ends = np.array([[had.minimum, had.maximum], [has.minimum, has.maximum]])
        width = had.maximum - had.minimum
        if not recipe.chaotic and not np.allclose(
            ends[0], ends[1], atol=recipe.atol + recipe.rtol * width, equal_nan=True
        ):
            return f"step {step}: {ends[0]} became {ends[1]}"
    return ""


def _images(before: Any, after: Any, recipe: Tolerance) -> str:
    for i, step in enumerate(before.steps):
        had, has = before.frames(i), after.frames(i)
        if had.shape != has.shape:
            return f"step {step}: pixels {had.shape} became {has.shape}"
        if (apart := np.abs(had.astype(int) - has).mean()) > PICTURE:
            return f"step {step}: another picture, on average {apart:.0f} of 255 apart"
    return ""


def _curves(before: Any, after: Any, recipe: Tolerance) -> str:
    for name in ("precision", "recall"):
        had, has = getattr(before, name), getattr(after, name)
        if had.shape != has.shape:
            return f"{name} {had.shape} became {has.shape}"
        if (apart := np.nanmean(np.abs(had - has))) > CURVE:
            return f"another curve, {name} on average {apart:.2f} apart"
    return ""


def _other_points(old: Path, new: Path, recipe: Tolerance) -> str:
    """Compare what lies beside the event files for the projector."""
    if not any((file.parent / "projector_config.pbtxt").exists() for file in (old, new)):
        return ""
    had, has = events.read_embeddings(old.parent), events.read_embeddings(new.parent)
    if list(had) != list(has):
        return f"embeddings: {list(had)} became {list(has)}"
    for name, before in had.items():
        after = has[name]
        if before.vectors.shape != after.vectors.shape or before.metadata != after.metadata:
            return f"{name}: other points"
        if not np.allclose(before.vectors, after.vectors, rtol=recipe.rtol, atol=recipe.atol):
            return f"{name}: points elsewhere"
    return ""
