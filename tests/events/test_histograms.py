"""Histograms: every bucket that was written, and what TensorBoard makes of them."""

import json
import re
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tbxlab import events
from tbxlab.authoring.chromium import find_node


def tensorboardx(folder):
    return pytest.importorskip("tensorboardX").SummaryWriter(str(folder))


def torch(folder):
    return pytest.importorskip("torch.utils.tensorboard").SummaryWriter(str(folder))


WRITERS = pytest.mark.parametrize("writer_on", [tensorboardx, torch])


def written(writer_on, folder, *values, **options):
    """The histograms read back, one step for each of `values`."""
    writer = writer_on(folder)
    for step, each in enumerate(values):
        writer.add_histogram("weights", each, step, **options)
    writer.close()
    run = events.read_run(folder)
    assert run.damage == ()
    assert run.unread == {}
    return run.histograms["weights"]


@WRITERS
def test_every_step_and_bucket_is_kept(writer_on, tmp_path):
    rng = np.random.default_rng(0)
    values = [rng.normal(size=1000) * scale for scale in (1, 0.1, 10)]

    found = written(writer_on, tmp_path, *values)

    assert found.steps.tolist() == [0, 1, 2]
    assert (found.tag, len(found), found.files.tolist()) == ("weights", 3, [0, 0, 0])
    for histogram, given in zip(found.buckets, values, strict=True):
        assert len(histogram) > 100
        assert histogram.counts.sum() == 1000 == histogram.number
        assert (histogram.minimum, histogram.maximum) == (given.min(), given.max())
        assert (histogram.left[0], histogram.right[-1]) == (given.min(), given.max())
        assert (histogram.left[1:] == histogram.right[:-1]).all()
        assert (histogram.left <= histogram.right).all()
        assert histogram.total == pytest.approx(given.sum())
        assert histogram.mean == pytest.approx(given.mean())
        assert histogram.std == pytest.approx(given.std())
        for left, right, count in zip(histogram.left[1:-1], histogram.right[1:-1], histogram.counts[1:-1], strict=True):
            assert ((given >= left) & (given < right)).sum() == count
    assert found.at(1) == (found[1],)
    assert found.at(9) == ()
    assert repr(found) == "<Histograms 'weights': 3, steps 0 to 2>"


@WRITERS
def test_fractions_and_quantiles_are_right_to_within_a_bucket(writer_on, tmp_path):
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(size=2000), np.full(500, 3.0)])

    (histogram,) = written(writer_on, tmp_path, values).buckets

    for low, high in [(-1, 1), (0, 0.5), (2.5, 3.5), (-100, 100), (50, 60)]:
        exact = ((values >= low) & (values <= high)).mean()
        assert histogram.fraction_between(low, high) == pytest.approx(exact, abs=0.01)
    assert histogram.fraction_between(-np.inf, np.inf) == 1
    for q in (0.05, 0.5, 0.75):
        assert histogram.quantile(q) == pytest.approx(np.quantile(values, q), abs=0.1)
    assert histogram.quantile(0) == values.min()
    assert histogram.quantile(1) == values.max()
    assert histogram.quantile([0.25, 0.5]).shape == (2,)
    assert histogram.quantile([0.25, 0.5])[1] == histogram.quantile(0.5)


def test_a_bucket_is_spread_evenly():
    histogram = made([0, 2], [2, 2], [4, 4])
    assert histogram.fraction_between(0.5, 1) == 0.125
    assert histogram.fraction_between(2, 2) == 0.5
    assert histogram.fraction_between(1, 2) == 0.75
    assert histogram.quantile(0.25) == 1
    assert histogram.quantile(0.9) == 2


@pytest.mark.parametrize("value", [0.0, 1.0, -2.5, 1e-30, 1e10])
def test_numbers_that_are_all_the_same_stay_one_number(value, tmp_path):
    (histogram,) = written(tensorboardx, tmp_path, np.full(7, value)).buckets
    assert histogram.counts.tolist() == [7]
    assert (histogram.left[0], histogram.right[0]) == (value, value)
    assert histogram.quantile(0.5) == value
    assert histogram.fraction_between(value, value) == 1


@WRITERS
def test_nan_is_told_by_minimum_and_number_and_hides_no_bucket(writer_on, tmp_path):
    values = np.array([np.nan, -1.0, 0.5, 2.0])

    (histogram,) = written(writer_on, tmp_path, values).buckets

    assert np.isnan(histogram.minimum)
    assert (histogram.number, histogram.counts.sum()) == (4, 3)
    assert np.isfinite(histogram.left).all()
    assert np.isfinite(histogram.right).all()
    assert histogram.quantile(0.5) == pytest.approx(0.5, rel=0.15)
    assert np.isfinite(histogram.rebinned()[1]).all()


@pytest.mark.parametrize("odd", [np.inf, 1e25])
def test_what_no_bucket_holds_stretches_none(odd, tmp_path):
    """TensorBoard draws the last bucket out to such a maximum, and everything else becomes one thin line."""
    (histogram,) = written(tensorboardx, tmp_path, np.array([-1.0, 0.5, 2.0, odd])).buckets
    assert (histogram.number, histogram.counts.sum(), histogram.maximum) == (4, 3, odd)
    assert histogram.right[-1] == pytest.approx(2, rel=0.11)
    assert histogram.fraction_between(1, 3) == pytest.approx(1 / 3)


def test_open_outer_buckets_end_at_minimum_and_maximum(log):
    """The whole range of doubles, as older TensorFlow writes it: empty outer buckets, and limits of ±1.8e308."""
    big = np.finfo(float).max
    event = histo(limits=[-big, -1, 0, 1, 2, big], counts=[0, 3, 0, 5, 2, 0], min=-1.5, max=1.75)
    open_ended = histo(limits=[0, big], counts=[1, 1], min=-4, max=6)

    first, second = events.read_run(log(event, open_ended)).histograms["h"].buckets

    assert first.left.tolist() == [-1.5, -1, 0, 1]
    assert first.right.tolist() == [-1, 0, 1, 1.75]
    assert first.counts.tolist() == [3, 0, 5, 2]
    assert first.quantile([0, 1]).tolist() == [-1.5, 1.75]
    assert (second.left.tolist(), second.right.tolist()) == ([-4, 0], [0, 6])
    assert second.fraction_between(0, 3) == 0.25


def test_buckets_are_those_that_tensorboard_serves(tmp_path):
    """TensorBoard's server answers /histograms with what its migration makes of the event, in 32 bits."""
    from tensorboard import data_compat
    from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.util import tensor_util

    rng = np.random.default_rng(2)
    found = written(tensorboardx, tmp_path, rng.normal(size=500), rng.exponential(size=20), np.zeros(3))
    served = []
    for record in RawEventFileLoader(str(next(tmp_path.iterdir()))).Load():
        values = map(data_compat.migrate_value, Event.FromString(record).summary.value)
        served += [tensor_util.make_ndarray(value.tensor) for value in values]
    assert len(served) == 3
    for histogram, buckets in zip(found.buckets, served, strict=True):
        ours = np.column_stack([histogram.left, histogram.right, histogram.counts])
        np.testing.assert_array_equal(ours.astype(np.float32), buckets)


def test_thirty_bins_are_those_that_tensorboard_draws(tmp_path):
    """TensorBoard's own functions, taken from the page that it serves and run by node, draw the same buckets."""
    rng = np.random.default_rng(5)
    found = written(tensorboardx, tmp_path, rng.normal(size=800), np.zeros(5), rng.integers(0, 9, 50), [1e-3, -700.0])
    alone = written(tensorboardx, tmp_path / "alone", np.full(4, 2.5))
    one = np.zeros(1, int)
    spread = events.Histograms("s", one, (made([0, 1, 1, 4], [1, 1, 4, 6], [3, 2, 8, 1]),), one, one)

    for histograms in (found, alone, spread):
        edges, counts = histograms.rebinned()
        drawn = drawn_by_tensorboard(histograms)
        assert counts.tolist() == [[bin_["y"] for bin_ in step["bins"]] for step in drawn]
        assert edges[:-1].tolist() == [bin_["x"] for bin_ in drawn[0]["bins"]]
        assert edges[-1] == pytest.approx(edges[-2] + drawn[0]["bins"][-1]["dx"])


def test_no_count_is_lost_by_rebinning(tmp_path):
    found = written(tensorboardx, tmp_path, np.random.default_rng(3).normal(size=1000), np.zeros(5))
    edges, counts = found.rebinned(30)
    assert (edges.shape, counts.shape) == ((31,), (2, 30))
    assert counts.sum(axis=1) == pytest.approx([1000, 5])
    assert found[0].rebinned(10)[1].sum() == pytest.approx(1000)
    assert found[1].rebinned(4)[0].tolist() == [-1, -0.5, 0, 0.5, 1]


def test_no_numbers_make_no_bucket_and_no_crash(log):
    from tensorboard.plugins.histogram import summary_v2

    empty = histo(limits=[0, 1], counts=[0, 0], min=0, max=0)
    tensor = summary_v2.histogram_pb("t", np.zeros(0))
    run = events.read_run(log(empty, event_of(tensor)))

    assert run.damage == ()
    for histogram in (run.histograms["h"][0], run.histograms["t"][0]):
        assert histogram.counts.sum() == 0
        assert np.isnan(histogram.quantile(0.5))
        assert np.isnan(histogram.mean)
        assert np.isnan(histogram.fraction_between(0, 1))
        assert histogram.rebinned(4)[1].tolist() == [0] * 4


def test_a_tensor_of_buckets_is_read_as_tensorflow_writes_it(log):
    from tensorboard.plugins.histogram import summary_v2

    values = np.random.default_rng(4).normal(size=300)
    events_ = [event_of(summary_v2.histogram_pb("t", values), step) for step in (0, 1)]
    events_[1].summary.value[0].ClearField("metadata")  # only the first event has to say its plugin

    found = events.read_run(log(*events_)).histograms["t"]

    assert found.steps.tolist() == [0, 1]
    for histogram in found.buckets:
        assert len(histogram) == 30
        assert histogram.number == 300 == histogram.counts.sum()
        assert (histogram.minimum, histogram.maximum) == pytest.approx((values.min(), values.max()))
        assert histogram.mean == pytest.approx(values.mean(), abs=0.05)
        assert histogram.sum_of_squares is None
        assert histogram.std is None


def test_what_is_no_histogram_is_told_and_the_rest_is_read(log):
    uneven = histo(limits=[0, 1, 2], counts=[1, 1], min=0, max=2)
    flat = event_of(histogram_tensor(np.zeros((4, 2))))
    good = histo(limits=[0, 1], counts=[1, 1], min=-1, max=1)

    run = events.read_run(log(uneven, flat, good))

    assert len(run.histograms["h"]) == 1
    assert "3 limits for 2 counts, tag 'h'" in run.damage[0].why
    assert "shape [4, 2] instead of [buckets, 3], tag 't'" in run.damage[1].why
    assert [damage.kind for damage in run.damage] == ["record", "record"]


def test_a_question_without_an_answer_is_refused():
    histogram = made([0.0], [1.0], [1.0])
    with pytest.raises(ValueError, match="from 0 to 1, not 50"):
        histogram.quantile(50)
    with pytest.raises(ValueError, match="no interval"):
        histogram.fraction_between(1, 0)
    with pytest.raises(ValueError, match="one bin at least"):
        histogram.rebinned(0)


def drawn_by_tensorboard(histograms):
    """What the Histograms tab draws: for each step its bins, {x, dx, y}."""
    import tensorboard

    with zipfile.ZipFile(Path(tensorboard.__file__).parent / "webfiles.zip") as files:
        page = files.read("index.js").decode("utf-8")
    # The names are made up anew in each release; what the three functions do is not.
    name = r"[\w$]+"
    found = re.search(
        rf"function {name}\({name}\)\{{let\[[^]]*\]={name};return\{{wall_time:[^;]*?buckets:.*?"
        rf"function ({name})\({name}\)\{{let {name}={name}\.map\({name}\),.*?bins:.*?\}}\)\)\}}",
        page,
    )
    assert found, "TensorBoard's page has another function for its histograms: look for 'buckets' in its index.js"
    body = found.group(0)
    extremes = set(re.findall(rf"min:({name})\(", body)), set(re.findall(rf"max:({name})\(", body))
    (smallest,), (largest,) = extremes
    data = [
        [0, int(step), np.column_stack([h.left, h.right, h.counts]).tolist()]
        for step, h in zip(histograms.steps, histograms.buckets, strict=True)
    ]
    script = f"""
const {smallest} = (list, of = x => x) => Math.min(...list.map(of));
const {largest} = (list, of = x => x) => Math.max(...list.map(of));
{body}
console.log(JSON.stringify({found.group(1)}({json.dumps(data)})));
"""
    done = subprocess.run([find_node(), "-"], input=script, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def made(left, right, counts):
    left, right, counts = (np.array(each, float) for each in (left, right, counts))
    number = counts.sum()
    return events.Histogram(left, right, counts, left[0], right[-1], number, 0.0, None)


def event_of(value, step=0):
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary

    summary = value if isinstance(value, Summary) else Summary(value=[value])
    return Event(wall_time=100.0, step=step, summary=summary)


def histo(limits, counts, step=0, **numbers):
    from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary

    proto = HistogramProto(bucket_limit=limits, bucket=counts, num=sum(counts), **numbers)
    return event_of(Summary.Value(tag="h", histo=proto), step)


def histogram_tensor(array):
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.plugins.histogram import metadata
    from tensorboard.util import tensor_util

    return Summary.Value(
        tag="t",
        tensor=tensor_util.make_tensor_proto(array.astype(np.float64)),
        metadata=metadata.create_summary_metadata("", ""),
    )
