"""TensorBoard's view of all runs, while only one of them is in memory whole.

The loader keeps a protobuf message for each point, which is more than a kilobyte. So runs are loaded one after
another. What stays of a run are its tags and its scalars, as arrays (24 bytes a point); pictures, histograms and
the like are answered while their run is loaded, and forgotten with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from tensorboard import context
from tensorboard.data import provider

from tbxlab.compat import tensorboard_private as private

SCALARS = "scalars"
LAYOUTS = "custom_scalars"

_LISTS = ("list_scalars", "list_tensors", "list_blob_sequences")


class CopyProvider(provider.DataProvider):
    """A DataProvider over runs that come and go. `add` a run, ask for its answers, `forget` it."""

    def __init__(self, location: str):
        self._location = location
        self._starts: dict[str, float | None] = {}
        self._plugins: set[str] = set()
        self._listed: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        self._scalars: dict[str, dict[str, np.ndarray]] = {}
        self._layouts: dict[str, dict[str, list]] = {}
        self._loaded: dict[str, provider.DataProvider] = {}
        self.unreadable: list[str] = []
        """Scalars whose values are none, one line each."""

    def add(self, run: private.LoadedRun) -> None:
        """Take in a run: its tags and scalars for good, the rest until it is forgotten."""
        ctx = context.RequestContext()
        (about,) = run.provider.list_runs(ctx, experiment_id="")
        self._starts[run.name] = about.start_time
        self._plugins |= run.plugins
        for plugin in sorted(run.plugins):
            for kind in _LISTS:
                if tags := getattr(run.provider, kind)(ctx, experiment_id="", plugin_name=plugin).get(run.name):
                    self._listed.setdefault((kind, plugin), {})[run.name] = tags
        everything = {"experiment_id": "", "downsample": private.EVERY_POINT}
        self._scalars[run.name] = {}
        for tag in self._listed.get(("list_scalars", SCALARS), {}).get(run.name, {}):
            one = provider.RunTagFilter(runs=[run.name], tags=[tag])
            try:
                read = run.provider.read_scalars(ctx, plugin_name=SCALARS, run_tag_filter=one, **everything)
                self._scalars[run.name][tag] = _columns(read[run.name][tag])
            except (ValueError, TypeError) as error:  # a histogram under the tag of a scalar, say
                self.unreadable.append(f"scalars {tag!r} of run {run.name!r}: {error}")
        self._layouts |= run.provider.read_tensors(ctx, plugin_name=LAYOUTS, **everything)
        self._loaded[run.name] = run.provider

    def forget(self, run: str) -> None:
        """Drop what is large of a run."""
        del self._loaded[run]

    def tags(self, plugin: str, run: str) -> dict[str, Any]:
        """Tag -> time series of one run, of whatever class its data is."""
        return {
            tag: info
            for (_, name), runs in self._listed.items()
            if name == plugin
            for tag, info in runs.get(run, {}).items()
        }

    def scalar_tags(self) -> list[str]:
        """Every scalar tag once, in the order in which runs first have it."""
        return list(dict.fromkeys(tag for tags in self._scalars.values() for tag in tags))

    def kept(self, run: str) -> dict[str, int]:
        """Scalar tag -> how many points the loader kept."""
        return {tag: len(points) for tag, points in self._scalars[run].items()}

    # TensorBoard's interface from here on; see tensorboard/data/provider.py.

    def experiment_metadata(self, ctx=None, *, experiment_id):  # noqa: D102
        return provider.ExperimentMetadata(data_location=self._location)

    def list_plugins(self, ctx=None, *, experiment_id):  # noqa: D102
        return frozenset(self._plugins)

    def list_runs(self, ctx=None, *, experiment_id):  # noqa: D102
        return [provider.Run(run_id=run, run_name=run, start_time=start) for run, start in self._starts.items()]

    def list_scalars(self, ctx=None, *, experiment_id, plugin_name, run_tag_filter=None):  # noqa: D102
        return _pick(self._listed.get(("list_scalars", plugin_name), {}), run_tag_filter)

    def list_tensors(self, ctx=None, *, experiment_id, plugin_name, run_tag_filter=None):  # noqa: D102
        return _pick(self._listed.get(("list_tensors", plugin_name), {}), run_tag_filter)

    def list_blob_sequences(self, ctx=None, *, experiment_id, plugin_name, run_tag_filter=None):  # noqa: D102
        return _pick(self._listed.get(("list_blob_sequences", plugin_name), {}), run_tag_filter)

    def read_scalars(self, ctx=None, *, experiment_id, plugin_name, downsample=None, run_tag_filter=None):  # noqa: D102
        if plugin_name != SCALARS:
            return self._read("read_scalars", ctx, plugin_name, downsample, run_tag_filter)
        found = _pick(self._scalars, run_tag_filter)
        return {
            run: {tag: private.thin(_points(points), downsample) for tag, points in tags.items()}
            for run, tags in found.items()
        }

    def read_last_scalars(self, ctx=None, *, experiment_id, plugin_name, run_tag_filter=None):  # noqa: D102
        found = _pick(self._scalars, run_tag_filter) if plugin_name == SCALARS else {}
        return {
            run: {tag: _points(points[-1:])[0] for tag, points in tags.items() if len(points)}
            for run, tags in found.items()
        }

    def read_tensors(self, ctx=None, *, experiment_id, plugin_name, downsample=None, run_tag_filter=None):  # noqa: D102
        if plugin_name == LAYOUTS:
            found = _pick(self._layouts, run_tag_filter)
            return {
                run: {tag: private.thin(data, downsample) for tag, data in tags.items()} for run, tags in found.items()
            }
        return self._read("read_tensors", ctx, plugin_name, downsample, run_tag_filter)

    def read_blob_sequences(self, ctx=None, *, experiment_id, plugin_name, downsample=None, run_tag_filter=None):  # noqa: D102
        return self._read("read_blob_sequences", ctx, plugin_name, downsample, run_tag_filter)

    def read_blob(self, ctx=None, *, blob_key):  # noqa: D102
        for loaded in self._loaded.values():
            try:
                return loaded.read_blob(ctx, blob_key=blob_key)
            except KeyError:  # the picture of another run
                continue
        raise KeyError(blob_key)

    def _read(self, method: str, ctx, plugin: str, size: int, chosen) -> dict:
        result: dict = {}
        for loaded in self._loaded.values():
            result |= getattr(loaded, method)(
                ctx, experiment_id="", plugin_name=plugin, downsample=size, run_tag_filter=chosen
            )
        return result


def _columns(data: list) -> np.ndarray:
    """float64[n, 3]: step, wall time, value. Steps above 2**53 would lose digits, as they do in the browser."""
    return np.array([(datum.step, datum.wall_time, datum.value) for datum in data], dtype=np.float64).reshape(-1, 3)


def _points(points: np.ndarray) -> list:
    return [provider.ScalarDatum(step=int(step), wall_time=wall, value=value) for step, wall, value in points.tolist()]


def _pick(runs: Mapping[str, Mapping[str, Any]], chosen) -> dict[str, dict[str, Any]]:
    """The runs and tags that a RunTagFilter lets through; runs of which nothing is left are left out."""
    wanted_runs = None if chosen is None else chosen.runs
    wanted_tags = None if chosen is None else chosen.tags
    found = {
        run: {tag: data for tag, data in tags.items() if wanted_tags is None or tag in wanted_tags}
        for run, tags in runs.items()
        if wanted_runs is None or run in wanted_runs
    }
    return {run: tags for run, tags in found.items() if tags}
