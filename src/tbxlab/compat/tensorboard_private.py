"""What `tbxlab share` takes from inside TensorBoard, where it promises nothing.

Everything else here talks to TensorBoard over its HTTP answers and its `DataProvider` interface. What is taken
from the inside is the loader of event files, the application that answers, and the files of the interface. It
was written for TensorBoard 2.21. Where a later version has moved something, `TensorBoardChanged` says what.

Seen with TensorBoard 2.21.0. May go when TensorBoard gives the loader, the application and the files of its interface
public names. The fast checksums may go before that, when its own are no longer a loop in Python.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import logging
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tbxlab.compat import no_tensorflow

WRITTEN_FOR = "2.21"
LICENSE = "licenses/LICENSE"
EVERY_POINT = 2**31 - 1
SAMPLED = ("scalars", "histograms", "images", "audio", "text", "pr_curves", "mesh")
"""The plugins whose series TensorBoard thins, as `--samples_per_plugin` names them."""

_PROCESSING = "tensorboard.backend.event_processing"


class TensorBoardChanged(RuntimeError):
    """The installed TensorBoard lacks something from its inside that `tbxlab share` needs."""

    def __init__(self, missing: str):
        super().__init__(
            f"`tbxlab share` was written for TensorBoard {WRITTEN_FOR}; TensorBoard {version()} is installed, and "
            f"there {missing} is not what it was. `pip install 'tensorboard=={WRITTEN_FOR}.*'` brings it back."
        )


def version() -> str:
    """The version of the installed TensorBoard."""
    return importlib.metadata.version("tensorboard")


def _take(module: str, name: str) -> Any:
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise TensorBoardChanged(f"{module}.{name}") from error


@dataclass(frozen=True)
class LoadedRun:
    """One run, read by TensorBoard's own loader, as a `DataProvider` that knows this run alone."""

    name: str
    provider: Any
    plugins: frozenset[str]
    """The plugins that it holds data of, under TensorBoard's names."""


def load_run(directory: Path, name: str, limits: Mapping[str, int]) -> LoadedRun:
    """Read the event files of one directory with the slow loader, the one that `--load_fast=false` takes.

    `limits` is how many points to keep of each series, by plugin; TensorBoard's own number where a plugin is
    not named.
    """
    multiplexer_class = _take(f"{_PROCESSING}.plugin_event_multiplexer", "EventMultiplexer")
    provider_class = _take(f"{_PROCESSING}.data_provider", "MultiplexerDataProvider")
    sizes = _take(f"{_PROCESSING}.data_ingester", "DEFAULT_SIZE_GUIDANCE")
    tensor_sizes = _take(f"{_PROCESSING}.data_ingester", "DEFAULT_TENSOR_SIZE_GUIDANCE")
    _fast_checksums()
    try:
        multiplexer = multiplexer_class(size_guidance=sizes, tensor_size_guidance={**tensor_sizes, **limits})
        multiplexer.AddRun(str(directory), name)
        multiplexer.Reload()
        plugins = frozenset(multiplexer.ActivePlugins())
    except (TypeError, AttributeError) as error:
        raise TensorBoardChanged(f"EventMultiplexer ({error})") from error
    return LoadedRun(name, provider_class(multiplexer, name), plugins)


def points_kept() -> dict[str, int]:
    """How many points of a series TensorBoard shows unless it is told otherwise, by plugin."""
    sizes = _take(f"{_PROCESSING}.data_ingester", "DEFAULT_TENSOR_SIZE_GUIDANCE")
    (other,) = _take(f"{_PROCESSING}.data_ingester", "DEFAULT_SIZE_GUIDANCE").values()
    return {plugin: sizes.get(plugin, other) for plugin in SAMPLED} | {"histograms": histograms_drawn()[0]}


def sizes_kept() -> dict[str, int]:
    """How many values of a series TensorBoard's loader keeps in memory, by plugin."""
    sizes = _take(f"{_PROCESSING}.data_ingester", "DEFAULT_TENSOR_SIZE_GUIDANCE")
    (other,) = _take(f"{_PROCESSING}.data_ingester", "DEFAULT_SIZE_GUIDANCE").values()
    return {plugin: sizes.get(plugin, other) for plugin in SAMPLED}


def scalar_metadata(value: Any) -> Any:
    """The metadata that TensorBoard's loader gives to a scalar of the old form."""
    return _metadata("tensorboard.plugins.scalar.metadata", value)


def histogram_metadata(value: Any) -> Any:
    """The metadata that TensorBoard's loader gives to a histogram of the old form."""
    return _metadata("tensorboard.plugins.histogram.metadata", value)


def _metadata(module: str, value: Any) -> Any:
    create, described = _take(module, "create_summary_metadata"), value.metadata
    try:
        return create(display_name=described.display_name or value.tag, description=described.summary_description)
    except TypeError as error:
        raise TensorBoardChanged(f"{module}.create_summary_metadata ({error})") from error


def thin(points: list, size: int) -> list:
    """What TensorBoard keeps of a series for an answer of at most `size` points; always the same choice."""
    return _take(f"{_PROCESSING}.data_provider", "_downsample")(points, size)


def application(provider: Any, logdir: Path, title: str, limits: Mapping[str, int]) -> Callable:
    """TensorBoard's WSGI application over a `DataProvider`."""
    program = _take("tensorboard.program", "TensorBoard")
    default = _take("tensorboard.default", "get_static_plugins")
    wsgi = _take("tensorboard.backend.application", "TensorBoardWSGIApp")
    projector = _take("tensorboard.plugins.projector.projector_plugin", "ProjectorPlugin")  # an add-on by its form
    still = type("ProjectorPlugin", (projector,), {"is_active": lambda self: False})  # without a thread that looks
    chosen = [*default(), still]  # no add-on that may be installed besides: nobody knows what its page asks
    try:
        board = program(plugins=chosen, assets_zip_provider=lambda: None)
        board.configure(logdir=str(logdir), load_fast="false", window_title=title, samples_per_plugin=dict(limits))
        return wsgi(board.flags, board.plugin_loaders, provider, None, None)
    except (TypeError, AttributeError) as error:
        raise TensorBoardChanged(f"TensorBoardWSGIApp ({error})") from error


def histograms_drawn() -> tuple[int, int]:
    """How many steps the Histograms tab and the Distributions tab show of a series at most."""
    return (
        _take("tensorboard.plugins.histogram.histograms_plugin", "HistogramsPlugin").SAMPLE_SIZE,
        _take("tensorboard.plugins.distribution.distributions_plugin", "DistributionsPlugin").SAMPLE_SIZE,
    )


def percentiles(buckets: Any) -> list[tuple[float, float]]:
    """(basis point, value) pairs as the Distributions tab shows them of one histogram, float[n, 3]."""
    return _take("tensorboard.plugins.distribution.compressor", "compress_histogram")(buckets)


def interface_files() -> dict[str, bytes]:
    """The files of the interface, as the wheel has them: `index.html`, `index.js`, …, `projector/…`, `LICENSE`."""
    opener = _take("tensorboard.assets", "get_default_assets_zip_provider")()
    if opener is None:
        raise TensorBoardChanged("webfiles.zip")
    with opener() as stream, zipfile.ZipFile(stream) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    projector = Path(_take("tensorboard.plugins.projector.projector_plugin", "__file__")).parent / "tf_projector_plugin"
    files |= {f"projector/{path.name}": path.read_bytes() for path in sorted(projector.iterdir()) if path.is_file()}
    license_text = importlib.metadata.distribution("tensorboard").read_text(LICENSE)
    files["LICENSE"] = (license_text or "").encode("utf-8")
    return files


@contextmanager
def quiet_and_light() -> Iterator[None]:
    """TensorBoard without TensorFlow, which takes many times as long to import as all the rest, and without its log.

    Where TensorFlow is imported already it is used. Where it is not, TensorBoard stays without it in this
    process, but what `tf.summary` takes from TensorBoard goes on working.
    """
    try:
        no_tensorflow.while_unloaded()
    except AttributeError as changed:
        raise TensorBoardChanged("tensorboard.compat") from changed
    log = _take("tensorboard.util.tb_logging", "get_logger")()
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


def _fast_checksums() -> None:
    """Let TensorBoard's own reader check records with the package crc32c, a thousand times as fast as its loop."""
    from crc32c import crc32c

    reader: Any = importlib.import_module("tensorboard.compat.tensorflow_stub.pywrap_tensorflow")
    if not callable(getattr(reader, "crc32c", None)):
        raise TensorBoardChanged("tensorboard.compat.tensorflow_stub.pywrap_tensorflow.crc32c")
    reader.crc32c = crc32c
