"""Layouts: which curves share a chart on the Custom Scalars tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tbxlab.events.kinds import Kind, Points, Undecodable


@dataclass(frozen=True)
class Chart:
    """One chart.

    A `multiline` chart has any number of tags, each a regular expression that may match several curves. In a
    `margin` chart each three tags belong together: the value, its lower and its upper bound.
    """

    title: str
    kind: str
    """`multiline` or `margin`"""
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Category:
    """A named row of charts."""

    title: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True)
class Layout:
    """A whole Custom Scalars tab, as one call of `add_custom_scalars` wrote it."""

    categories: tuple[Category, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts of all categories."""
        return tuple(chart for category in self.categories for chart in category.charts)


def _decode(value: Any) -> Layout:
    from google.protobuf.message import DecodeError
    from tensorboard.plugins.custom_scalar import layout_pb2

    if len(value.tensor.string_val) != 1:
        raise Undecodable(f"a layout of {len(value.tensor.string_val)} strings")
    try:
        layout = layout_pb2.Layout.FromString(value.tensor.string_val[0])
    except DecodeError as error:
        raise Undecodable(f"a layout that protobuf refuses: {error}") from error
    return Layout(tuple(Category(c.title, tuple(map(_chart, c.chart))) for c in layout.category))


def _chart(chart: Any) -> Chart:
    if chart.WhichOneof("content") == "margin":
        tags = [tag for series in chart.margin.series for tag in (series.value, series.lower, series.upper)]
        return Chart(chart.title, "margin", tuple(tags))
    return Chart(chart.title, "multiline", tuple(chart.multiline.tag))


def _build(points: Points) -> tuple[Layout, ...]:
    return points.values


KIND = Kind("custom_scalars", _decode, _build)
