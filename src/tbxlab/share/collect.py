"""What a copy holds of each run, and of all runs together: which questions are asked, and how answers are kept.

The interface asks for the same numbers in several ways: Scalars, Time Series and Custom Scalars each have a form
of their own. They are kept once, in one table for each tag, `{run: …}`, and the worker in the browser gives
them every form. What is not asked run by run and tag by tag is kept as TensorBoard answered it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from tbxlab.compat import tensorboard_private as private
from tbxlab.share import columns, histograms, overall
from tbxlab.share.answers import PLUGIN, Answers, NoAnswer
from tbxlab.share.columns import as_json
from tbxlab.share.provider import SCALARS, CopyProvider
from tbxlab.share.store import Store

POINTS_OF_PROJECTOR = 100_000
"""How many rows the projector asks for at most."""
MESH_PARTS = {1: "VERTEX", 2: "FACE", 3: "COLOR"}
EMPTY_TAGS = ("audio", "distributions", "histograms", "images", "mesh", "pr_curves", "scalars", "text", "timeseries")
WORDS = {"audio": "sounds", "pr_curves": "PR curves", "text": "texts"}
GRAPH_PLUGINS = {
    "graphs",
    "graph_run_metadata",
    "graph_run_metadata_graph",
    "graph_keras_model",
    "graph_tagged_run_metadata",
}


class Collector:
    """Asks TensorBoard and keeps what it says. One for each copy."""

    def __init__(self, answers: Answers, provider: CopyProvider, store: Store, bins: int, all_points: bool):
        self._ask, self._provider, self._store, self._bins = answers, provider, store, bins
        self._drawn = (private.EVERY_POINT, private.EVERY_POINT) if all_points else private.histograms_drawn()
        self._tables: dict[str, dict[str, dict[str, bytes]]] = {}
        self._answers: dict[str, list[str]] = {}
        self._kept: dict[str, dict[tuple[str, str], int]] = {}
        self.missing: list[str] = []
        """What TensorBoard could not answer itself, one line each."""

    def run(self, run: str) -> None:
        """Keep what belongs to one run, while it is loaded."""
        kinds: dict[str, Callable[[str, str], Any]] = {
            "histograms": self._histogram,
            "distributions": self._distribution,
            "images": self._images,
            "audio": self._audio,
            "text": self._text,
            "pr_curves": self._pr_curve,
        }
        for kind, fetch in kinds.items():
            plugin = "histograms" if kind == "distributions" else kind
            for tag in self._provider.tags(plugin, run):
                self._keep(kind, tag, run, fetch)
        if self._provider.tags("mesh", run):
            for tag, info in self._or("meshes", {}, lambda: self._ask.get_json(PLUGIN + "mesh/tags")[run], run).items():
                self._keep("meshes", tag, run, partial(self._mesh, samples=info["samples"]))
        if any(self._provider.tags(plugin, run) for plugin in GRAPH_PLUGINS):
            self._or("graphs", None, lambda: self._graphs(run), run)

    def kept(self, run: str) -> dict[tuple[str, str], int]:
        """(plugin, tag) -> points that the copy has of it."""
        scalars = {(SCALARS, tag): count for tag, count in self._provider.kept(run).items()}
        return scalars | self._kept.get(run, {})

    def everything(self) -> dict[str, Any]:
        """Keep what belongs to all runs; return the index of the copy, which says where each answer lies."""
        self._all_scalars()
        has_embeddings = self._or("embeddings", False, self._projector)
        environment = self._ask.get_json("data/environment")
        environment.pop("debug", None)  # TensorBoard's settings, with a path of this machine
        self._put_answer(as_json(environment), "application/json", "data/environment")
        self._plain("data/runs")
        listing = self._ask.get_json("data/plugins_listing")
        listing["projector"]["enabled"] = has_embeddings
        self._put_answer(as_json(listing), "application/json", "data/plugins_listing")
        self._plain("data/plugin_entry.html", name="projector")
        for plugin in EMPTY_TAGS:
            self._plain(f"{PLUGIN}{plugin}/tags")
        self._plain(PLUGIN + "graphs/info")
        self._plain(PLUGIN + "custom_scalars/layout")
        hyperparameters = self._or("hyperparameters", overall.NO_HPARAMS, lambda: overall.hparams(self._ask))
        return {
            "answers": dict(sorted(self._answers.items())),
            "tables": {
                kind: {tag: self._put_table(runs) for tag, runs in sorted(tags.items())}
                for kind, tags in sorted(self._tables.items())
            },
            "patterns": self._or(
                "Custom Scalars layout", {}, lambda: overall.patterns(self._ask, self._provider.scalar_tags())
            ),
            "hparams": self._store.put(as_json(hyperparameters, ordered=True), "application/json"),
        }

    def _or(self, what: str, otherwise: Any, fetch: Callable[[], Any], run: str = "") -> Any:
        """The answer, or something in its place where TensorBoard has none: one plugin less, not a lost copy."""
        try:
            return fetch()
        except (NoAnswer, LookupError, ValueError, TypeError):
            self.missing.append(f"{f'run {run}' if run else 'all runs'}: TensorBoard cannot show the {what}")
            return otherwise

    def _keep(self, kind: str, tag: str, run: str, fetch: Callable[[str, str], Any]) -> None:
        try:
            answer = fetch(run, tag)
            kept = as_json(answer)
        except (NoAnswer, LookupError, ValueError):
            self.missing.append(f"run {run}: TensorBoard cannot show the {WORDS.get(kind, kind)} under {tag!r}")
        else:
            self._tables.setdefault(kind, {}).setdefault(tag, {})[run] = kept
            self._kept.setdefault(run, {})[kind, tag] = _points(answer)

    def _put_table(self, runs: dict[str, bytes]) -> str:
        parts = (as_json(run) + b":" + kept for run, kept in sorted(runs.items()))
        return self._store.put(b"{" + b",".join(parts) + b"}", "application/json")

    def _put_answer(self, content: bytes, content_type: str, route: str, **query: object) -> None:
        self._answers[key(route, **query)] = [self._store.put(content, content_type), content_type]

    def _plain(self, route: str, **query: object) -> None:
        try:
            content, content_type = self._ask.get(route, **query)
        except NoAnswer:
            of = f"run {query['run']}" if "run" in query else "all runs"
            self.missing.append(f"{of}: TensorBoard gives no answer to {route.removeprefix(PLUGIN)}")
        else:
            self._put_answer(content, content_type, route, **query)

    # One run and tag at a time.

    def _histogram(self, run: str, tag: str) -> Any:
        return histograms.pack(self._provider.histograms(run, tag, self._drawn[0]), self._bins)

    def _distribution(self, run: str, tag: str) -> Any:
        series = self._provider.histograms(run, tag, self._drawn[1])
        return histograms.pack_percentiles([[time, step, private.percentiles(each)] for time, step, each in series])

    def _images(self, run: str, tag: str) -> Any:
        samples = self._provider.tags("images", run)[tag].max_length - 2  # a sequence begins with width and height
        return [self._pictures("images", run, tag, sample) for sample in range(samples)]

    def _audio(self, run: str, tag: str) -> Any:
        samples = self._provider.tags("audio", run)[tag].max_length
        return [self._pictures("audio", run, tag, sample) for sample in range(samples)]

    def _pictures(self, kind: str, run: str, tag: str, sample: int) -> list:
        """[[wall time, step, file, content type], …] of one sample; the file holds the bytes as they were logged."""
        one = "individualImage" if kind == "images" else "individualAudio"
        kept = []
        for entry in self._ask.get_json(f"{PLUGIN}{kind}/{kind}", run=run, tag=tag, sample=sample):
            content, content_type = self._ask.get(f"{PLUGIN}{kind}/{one}", **dict(parse_qsl(entry["query"])))
            kept.append([entry["wall_time"], entry["step"], self._store.put(content, content_type), content_type])
        return kept

    def _text(self, run: str, tag: str) -> Any:
        return {
            markdown: self._ask.get_json(PLUGIN + "text/text", run=run, tag=tag, markdown=markdown)
            for markdown in ("true", "false")
        }

    def _pr_curve(self, run: str, tag: str) -> Any:
        return columns.shrink(self._ask.get_json(PLUGIN + "pr_curves/pr_curves", run=run, tag=tag)[run])

    def _mesh(self, run: str, tag: str, samples: int) -> Any:
        events = self._ask.get_json(PLUGIN + "mesh/meshes", run=run, tag=tag, sample=0)
        parts: dict[str, str] = {}
        for event in events:
            part = MESH_PARTS[event["content_type"]]
            for sample in range(samples):
                query = {"content_type": part, "sample": sample, "step": event["step"]}
                content, _ = self._ask.get(PLUGIN + "mesh/data", run=run, tag=tag, **query)
                parts[f"{part} {sample} {event['step']}"] = self._store.put(content)
        return {"events": events, "parts": parts}

    def _graphs(self, run: str) -> None:
        info = self._ask.get_json(PLUGIN + "graphs/info").get(run)
        if not info:
            return
        if info["run_graph"]:
            self._plain(PLUGIN + "graphs/graph", run=run, conceptual="false")
        for tag, has in info["tags"].items():
            for conceptual, wanted in (("false", has["op_graph"]), ("true", has["conceptual_graph"])):
                if wanted:
                    self._plain(PLUGIN + "graphs/graph", run=run, tag=tag, conceptual=conceptual)
            if has["profile"]:
                self._plain(PLUGIN + "graphs/run_metadata", run=run, tag=tag)

    # All runs together.

    def _all_scalars(self) -> None:
        self.missing += self._provider.unreadable
        for tag in self._provider.scalar_tags():
            for run, points in self._provider.scalars(tag).items():
                kept = {
                    "steps": columns.steps(points[:, 0].tolist()),
                    "times": columns.times(points[:, 1].tolist()),
                    "values": columns.values([columns.speakable(value) for value in points[:, 2].tolist()]),
                }
                self._tables.setdefault(SCALARS, {}).setdefault(tag, {})[run] = as_json(kept)

    def _projector(self) -> bool:
        route = PLUGIN + "projector/"
        self._plain(route + "runs")
        runs = self._ask.get_json(route + "runs")
        for run in runs:
            self._plain(route + "info", run=run)
            for embedding in self._ask.get_json(route + "info", run=run)["embeddings"]:
                of_this = {"run": run, "name": embedding["tensorName"]}
                self._plain(route + "tensor", **of_this, num_rows=POINTS_OF_PROJECTOR)
                if embedding.get("metadataPath"):
                    self._plain(route + "metadata", **of_this, num_rows=POINTS_OF_PROJECTOR)
                if embedding.get("sprite", {}).get("imagePath"):
                    self._plain(route + "sprite_image", **of_this)
                if embedding.get("bookmarksPath"):
                    self._plain(route + "bookmarks", **of_this)
        return bool(runs)


def key(route: str, **query: object) -> str:
    """What an answer is found by: the route and its sorted parameters, one a line. `routes.js` makes the same."""
    pairs = sorted(f"{name}={value}" for name, value in query.items() if name != "num_rows")
    return "\n".join([route.removeprefix("data/"), *pairs])


def _points(answer: Any) -> int:
    """How many steps an answer to a question about one tag of one run has."""
    if isinstance(answer, dict):  # histograms as columns; texts in both forms
        answer = answer.get("steps", answer.get("true", []))
    return max((len(part) for part in answer if isinstance(part, list)), default=len(answer))
