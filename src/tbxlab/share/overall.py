"""Two answers that belong to all runs together and are kept in their most general form.

The worker in the browser cuts from them what it is asked for: `hparams.js` and `tables.js`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tbxlab.share.answers import PLUGIN, Answers

MANY = 1_000_000
STATUSES = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]
NO_HPARAMS: dict[str, Any] = {"withMetrics": {}, "withoutMetrics": {}, "sessionGroups": []}


def patterns(ask: Answers, tags: Sequence[str]) -> dict[str, list[str] | None]:
    """For each regular expression of the Custom Scalars layout: the tags it matches, None where it is invalid.

    They are matched here because the layout's expressions are Python's, and a browser has its own.
    """
    categories = ask.get_json(PLUGIN + "custom_scalars/layout").get("category", [])
    found: dict[str, list[str] | None] = {}
    for chart in (chart for category in categories for chart in category.get("chart", [])):
        expression = _expression(chart)
        try:
            matches = re.compile(expression).match
        except re.error:
            found[expression] = None
        else:
            found[expression] = [tag for tag in tags if matches(tag)] if expression else None
    return dict(sorted(found.items()))


def hparams(ask: Answers) -> dict[str, Any]:
    """The experiment, with and without its metrics, and every session group with all it has."""
    about = {"experimentName": "", "hparamsLimit": 0}
    experiments = {
        name: ask.post_json(PLUGIN + "hparams/experiment", about | {"includeMetrics": metrics})
        for name, metrics in (("withMetrics", True), ("withoutMetrics", False))
    }
    for experiment in experiments.values():
        for info in experiment.get("hparamInfos", []):
            if "domainDiscrete" in info:  # TensorBoard builds it from a set, in a new order each time
                info["domainDiscrete"].sort(key=lambda value: (str(type(value)), value))
    everything = {"experimentName": "", "allowedStatuses": STATUSES, "startIndex": 0, "sliceSize": MANY}
    groups = ask.post_json(PLUGIN + "hparams/session_groups", everything | {"includeMetrics": True})
    return experiments | {"sessionGroups": groups.get("sessionGroups", [])}


def _expression(chart: dict[str, Any]) -> str:
    """The regular expression that the interface sends for a chart of the layout."""
    if "margin" in chart:
        series = chart["margin"].get("series", [])
        names = [name for each in series for name in (each["value"], each["lower"], each["upper"])]
        return "|".join("(" + re.sub(r"[.*+?^${}()|\[\]\\]", r"\\\g<0>", name) + ")" for name in names)
    tags = chart.get("multiline", {}).get("tag", [])
    return tags[0] if len(tags) == 1 else "|".join(f"({tag})" for tag in tags)
