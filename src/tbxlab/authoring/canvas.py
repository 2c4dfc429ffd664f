"""What figures are drawn on: matplotlib in the colors of a light or a dark page, and the lines of a dashboard."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tbxlab.events import Scalars, smooth

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FONT = "DejaVu Sans"  # comes with matplotlib


@dataclass(frozen=True)
class Theme:
    """Colors of one kind of page, told apart by all common kinds of color vision (after Okabe and Ito)."""

    name: str
    text: str
    grid: str
    colors: dict[str, str]

    @property
    def settings(self) -> dict[str, Any]:
        """matplotlib's settings for it."""
        return {
            "axes.edgecolor": self.text,
            "axes.labelcolor": self.text,
            "axes.titlecolor": self.text,
            "axes.grid": True,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlelocation": "left",
            "axes.titlesize": 10,
            "axes.linewidth": 0.6,
            "axes.axisbelow": True,
            "figure.constrained_layout.use": True,
            "font.family": FONT,
            "font.size": 9,
            "grid.color": self.grid,
            "grid.linewidth": 0.6,
            "legend.frameon": False,
            "legend.labelcolor": self.text,
            "path.simplify": True,
            "path.simplify_threshold": 0.2,
            "svg.fonttype": "path",
            "text.color": self.text,
            "xtick.color": self.text,
            "ytick.color": self.text,
            "text.usetex": False,
        }


THEMES = {
    "light": Theme(
        "light",
        "#333333",
        "#e0e0e0",
        {"blue": "#0072b2", "orange": "#c04d00", "green": "#00795a", "purple": "#a8457f", "gray": "#767676"},
    ),
    "dark": Theme(
        "dark",
        "#d6d8e0",
        "#464a58",
        {"blue": "#56b4e9", "orange": "#f0a04b", "green": "#2fc79a", "purple": "#e79ac6", "gray": "#9a9dab"},
    ),
}


class Canvas:
    """One figure in one theme. Everything else matplotlib can do is there too: ``canvas.figure``."""

    def __init__(self, theme: Theme, size: tuple[float, float]) -> None:
        from matplotlib.figure import Figure  # not pyplot: no window, nothing to close

        self.theme = theme
        self.figure = Figure(figsize=size)

    def axes(self, rows: int = 1, columns: int = 1, **options: Any) -> Any:
        """Return the Axes, or an array of them, with "step" below the lowest row."""
        grid = self.figure.subplots(rows, columns, squeeze=False, **options)
        for axes in grid[-1]:
            axes.set_xlabel("step")
        return grid.item() if grid.size == 1 else grid.squeeze()

    def color(self, name: str) -> str:
        """Return the theme's "blue", "orange", "green", "purple" or "gray"."""
        return self.theme.colors[name]

    def line(
        self,
        axes: "Axes",
        scalars: Scalars,
        color: str,
        label: str | None = None,
        *,
        smoothing: float = 0.0,
        pale: bool = True,
        **style: Any,
    ) -> None:
        """Draw a tag as TensorBoard does: points in file order; with smoothing, those pale, the average over them."""
        style = {"linewidth": 1.5} | style
        if smoothing and pale:
            axes.plot(scalars.steps, scalars.values, color=self.color(color), alpha=0.35, linewidth=1.0)
        axes.plot(scalars.steps, smooth(scalars.values, smoothing), color=self.color(color), label=label, **style)

    def points(self, axes: "Axes", steps: Any, values: Any, color: str, *, line: bool = False) -> None:
        """Draw single points, with a thin line through them if asked for."""
        axes.plot(
            steps,
            values,
            color=self.color(color),
            marker="o",
            markersize=2.5,
            markeredgewidth=0,
            linewidth=0.9,
            linestyle="-" if line else "",
        )

    def mark(self, axes: "Axes", step: float) -> None:
        """Draw a dotted vertical line at a step."""
        axes.axvline(step, color=self.theme.text, linewidth=0.9, linestyle=":")

    def level(self, axes: "Axes", value: float, label: str) -> None:
        """Draw a dotted horizontal line at a value, with a label at its right end."""
        axes.axhline(value, color=self.theme.text, linewidth=0.9, linestyle=":")
        axes.annotate(
            label,
            (1, value),
            xycoords=("axes fraction", "data"),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            annotation_clip=False,
        )

    def lowest(self, axes: "Axes", scalars: Scalars, smoothing: float = 0.0) -> None:
        """Mark the lowest point of a tag, smoothed or not, and write its step beside it."""
        values = smooth(scalars.values, smoothing)
        at = int(values.argmin())
        axes.plot(
            scalars.steps[at],
            values[at],
            marker="o",
            markersize=6,
            markerfacecolor="none",
            markeredgecolor=self.theme.text,
        )
        axes.annotate(
            str(scalars.steps[at]), (scalars.steps[at], values[at]), xytext=(5, -9), textcoords="offset points"
        )
