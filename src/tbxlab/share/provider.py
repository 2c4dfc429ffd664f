"""TensorBoard's view of all runs, while only one of them is in memory whole.

Scalars come as arrays (24 bytes for each point that is kept), read and sampled without TensorBoard's loader. That
loader keeps a protobuf message for each point, which is more than a kilobyte; it is given what is no scalar, and of
that only what it would keep. Runs are loaded one after another: pictures, histograms and the like are answered while
their run is loaded, and forgotten with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from tensorboard import context
from tensorboard.data import provider

from tbxlab.compat import tensorboard_private as private
from tbxlab.share.gathering import ScalarSeries

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
        self._runs_of: dict[str, list[str]] = {}
        self._layouts: dict[str, dict[str, list]] = {}
        self._loaded: dict[str, provider.DataProvider] = {}
        self.unreadable: list[str] = []
        """What TensorBoard cannot read of the runs, one line each."""

    def add(
        self,
        run: str,
        start: float | None,
        own: Mapping[str, ScalarSeries],
        rest: private.LoadedRun | None,
        order: Sequence[str] = (),
    ) -> None:
        """Take in a run: its tags and scalars for good, the rest until it is forgotten.

        `own` are the series that were read without TensorBoard's loader, `rest` is what that loader has of the run;
        `order` names the tags as they come in its files.
        """
        self._starts[run], self._scalars[run] = start, {}
        if own:
            self._plugins.add(SCALARS)
            self._listed.setdefault(("list_scalars", SCALARS), {})[run] = {
                tag: _about(each) for tag, each in own.items()
            }
            for tag, each in own.items():
                self._put(run, tag, each.points)
        if rest:
            self._plugins |= rest.plugins
            for plugin in sorted(rest.plugins):
                self._list(plugin, rest)
            self._read_scalars(rest, [tag for tag in self.tags(SCALARS, run) if tag not in own])
            everything = {"experiment_id": "", "downsample": private.EVERY_POINT}
            if listed := self._listed.get(("list_scalars", SCALARS), {}).get(run):
                names = dict.fromkeys([*order, *listed])
                self._listed["list_scalars", SCALARS][run] = {tag: listed[tag] for tag in names if tag in listed}
            self._layouts |= rest.provider.read_tensors(context.RequestContext(), plugin_name=LAYOUTS, **everything)
            self._loaded[run] = rest.provider

    def _list(self, plugin: str, run: private.LoadedRun) -> None:
        """Note the tags of one plugin. One that TensorBoard cannot list costs itself, as in TensorBoard."""
        for kind in _LISTS:
            try:
                tags = getattr(run.provider, kind)(context.RequestContext(), experiment_id="", plugin_name=plugin)
            except Exception:  # noqa: BLE001 - whatever an odd log makes of it
                self.unreadable.append(f"run {run.name}: TensorBoard cannot read its {plugin}")
                continue
            if found := tags.get(run.name):
                self._listed.setdefault((kind, plugin), {}).setdefault(run.name, {}).update(found)

    def _read_scalars(self, run: private.LoadedRun, tags: list[str]) -> None:
        ctx, everything = context.RequestContext(), {"experiment_id": "", "downsample": private.EVERY_POINT}
        for tag in tags:
            one = provider.RunTagFilter(runs=[run.name], tags=[tag])
            try:
                read = run.provider.read_scalars(ctx, plugin_name=SCALARS, run_tag_filter=one, **everything)
                self._put(run.name, tag, _columns(read[run.name][tag]))
            except (ValueError, TypeError, LookupError):  # a histogram under the tag of a scalar, say
                self.unreadable.append(f"run {run.name}: TensorBoard cannot read the scalars under {tag!r}")

    def _put(self, run: str, tag: str, points: np.ndarray) -> None:
        self._scalars[run][tag] = points
        self._runs_of.setdefault(tag, []).append(run)

    def forget(self, run: str) -> None:
        """Drop what is large of a run."""
        self._loaded.pop(run, None)

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
        return list(self._runs_of)

    def scalars(self, tag: str) -> dict[str, np.ndarray]:
        """Run -> points of one tag: float64[n, 3], step, wall time, value."""
        return {run: self._scalars[run][tag] for run in self._runs_of.get(tag, ())}

    def kept(self, run: str) -> dict[str, int]:
        """Scalar tag -> how many points the loader kept."""
        return {tag: len(points) for tag, points in self._scalars[run].items()}

    def histograms(self, run: str, tag: str, most: int) -> list[tuple[float, int, np.ndarray]]:
        """(wall time, step, buckets as float[n, 3]) of one tag of a loaded run, `most` of them at most.

        Raises LookupError where there are none, and what numpy raises where they are none.
        """
        one = provider.RunTagFilter(runs=[run], tags=[tag])
        read = self._loaded[run].read_tensors(
            context.RequestContext(), experiment_id="", plugin_name="histograms", downsample=most, run_tag_filter=one
        )
        return [(each.wall_time, each.step, each.numpy.astype(np.float64)) for each in read[run][tag]]

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


def _about(series: ScalarSeries) -> provider.ScalarTimeSeries:
    metadata = series.metadata
    return provider.ScalarTimeSeries(
        max_step=int(_largest(series.points[:, 0])),
        max_wall_time=_largest(series.points[:, 1]),
        plugin_content=metadata.plugin_data.content,
        description=metadata.summary_description,
        display_name=metadata.display_name,
    )


def _largest(numbers: np.ndarray) -> float:
    """As TensorBoard finds it: a NaN is larger than nothing, and nothing is larger than a NaN that comes first."""
    return float(numbers[0] if np.isnan(numbers[0]) else np.nanmax(numbers))


def _pick(runs: Mapping[str, Mapping[str, Any]], chosen) -> dict[str, dict[str, Any]]:
    """The runs and tags that a RunTagFilter lets through; runs of which nothing is left are left out."""
    wanted_runs = None if chosen is None else chosen.runs
    wanted_tags = None if chosen is None else chosen.tags
    names = runs if wanted_runs is None else [run for run in runs if run in wanted_runs]
    if wanted_runs is not None and len(wanted_runs) == 1:
        names = [run for run in wanted_runs if run in runs]
    found: dict[str, dict[str, Any]] = {}
    for run in names:
        tags = runs[run]
        if wanted_tags is not None and len(wanted_tags) == 1:  # most questions: no look at ten thousand tags
            found[run] = {tag: tags[tag] for tag in wanted_tags if tag in tags}
        else:
            found[run] = {tag: data for tag, data in tags.items() if wanted_tags is None or tag in wanted_tags}
    return {run: tags for run, tags in found.items() if tags}
