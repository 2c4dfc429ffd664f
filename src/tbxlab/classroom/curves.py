"""A learner's own curves, as numbers: read from their evidence where it is judged, and drawn by us."""

import math
from pathlib import Path
from typing import Any

import numpy as np

from tbxlab import events

MOST_CURVES, MOST_POINTS, LONGEST_NAME = 4, 200, 60
WIDTH, HEIGHT, MARGIN = 320, 120, 34
COLORS = ("#1565c0", "#c62828", "#2e7d32", "#6a1b9a")


def curves_in(evidence: Path) -> list[dict[str, Any]]:
    """Return the first curves that an answer logged, each with its name, steps and values; [] where none is read."""
    try:
        runs = events.read_tree(evidence / "runs")
        found = [
            (f"{tag}" if name == "." else f"{name}: {tag}", scalars)
            for name, run in runs.items()
            for tag, scalars in run.scalars.items()
        ]
        return [_curve(name, scalars) for name, scalars in found[:MOST_CURVES]]
    except Exception:  # noqa: BLE001 - anything can be in these files, and a page can do without a curve
        return []


def _curve(name: str, scalars: events.Scalars) -> dict[str, Any]:
    at = np.unique(np.linspace(0, len(scalars.steps) - 1, min(MOST_POINTS, len(scalars.steps))).round().astype(int))
    steps, values = scalars.steps[at].tolist(), scalars.values[at].astype(float).tolist()
    return {"name": name[:LONGEST_NAME], "steps": steps, "values": [v if math.isfinite(v) else None for v in values]}


def as_svg(curve: dict[str, Any], color: int = 0) -> str:
    """Return one curve as SVG: numbers and lines of ours, no text of the learner's; "" where there is no point."""
    points = [
        (float(step), float(value))
        for step, value in zip(curve["steps"], curve["values"], strict=False)
        if value is not None and abs(value) < 1e30 and abs(step) < 1e18
    ]
    if not points:
        return ""
    (left, right), (low, high) = ((min(axis), max(axis)) for axis in zip(*points, strict=True))
    wide, tall = right - left or 1.0, high - low or 1.0
    placed = [
        (MARGIN + (WIDTH - MARGIN - 6) * (x - left) / wide, 6 + (HEIGHT - 24) * (high - y) / tall) for x, y in points
    ]
    stroke = COLORS[color % len(COLORS)]
    if len(placed) == 1:
        drawn = f'<circle cx="{placed[0][0]:.1f}" cy="{placed[0][1]:.1f}" r="3" fill="{stroke}"/>'
    else:
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        drawn = f'<polyline points="{line}" fill="none" stroke="{stroke}" stroke-width="1.5"/>'
    labels = (
        f'<text x="{MARGIN - 4}" y="14" text-anchor="end">{high:.3g}</text>'
        f'<text x="{MARGIN - 4}" y="{HEIGHT - 18}" text-anchor="end">{low:.3g}</text>'
        f'<text x="{MARGIN}" y="{HEIGHT - 4}">{left:.0f}</text>'
        f'<text x="{WIDTH - 6}" y="{HEIGHT - 4}" text-anchor="end">{right:.0f}</text>'
    )
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">{drawn}{labels}</svg>'
