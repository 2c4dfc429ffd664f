"""Do histograms keep their counts and their shape on fewer bins?"""

import numpy as np
import pytest

from tbxlab.share.histograms import pack, pack_percentiles, rebin


def test_no_count_is_lost():
    rng = np.random.default_rng(0)
    edges = np.sort(rng.normal(size=401))
    buckets = np.column_stack([edges[:-1], edges[1:], rng.integers(0, 50, 400)])
    counts = rebin(buckets, edges[0] - 1, edges[-1] + 1, 30)
    assert counts.sum() == pytest.approx(buckets[:, 2].sum())
    assert (counts >= 0).all()


def test_a_bucket_is_spread_evenly_over_the_bins_it_covers():
    assert rebin(np.array([[0.0, 3.0, 6.0]]), 0, 6, 6).tolist() == [2, 2, 2, 0, 0, 0]


def test_a_bucket_without_width_falls_into_one_bin():
    buckets = np.array([[0.0, 0.0, 1.0], [2.0, 2.0, 5.0], [4.0, 4.0, 7.0]])
    assert rebin(buckets, 0, 4, 4).tolist() == [1, 0, 5, 7]


def test_all_steps_lie_on_one_grid():
    series = [[1.7e9, 0, [[0.0, 1.0, 4.0]]], [1.7e9 + 1, 10, [[1.0, 3.0, 8.0]]]]
    packed = pack(series, 3)
    assert (packed["low"], packed["high"]) == (0.0, 3.0)
    assert packed["counts"] == [[4, 0, 0], [0, 4, 4]]
    assert packed["steps"] == [0, 10]


@pytest.mark.parametrize(
    "buckets",
    [
        [[2.0, 2.0, 9.0]],  # one single number
        [[0.0, "Infinity", 1.0]],
        [[0.0, 2.0, 1.0], [1.0, 3.0, 1.0]],  # overlapping
    ],
)
def test_what_no_grid_can_show_stays_as_it_is(buckets):
    assert pack([[1.7e9, 0, buckets]], 30)["buckets"] == [buckets]


def test_zero_bins_keep_every_bucket():
    series = [[1.7e9, 0, [[0.0, 1.0, 4.0], [1.0, 1.5, 2.0]]]]
    assert pack(series, 0)["buckets"] == [series[0][2]]


def test_thirty_bins_are_a_twentieth_of_what_tensorboardx_writes():
    """That is why they are re-binned at all: the size of one tag with 51 steps."""
    from tbxlab.share.columns import as_json

    rng = np.random.default_rng(0)
    edges = np.sort(rng.normal(size=611))
    buckets = [np.column_stack([edges[:-1], edges[1:], rng.integers(0, 9, 610)]).tolist() for _ in range(51)]
    series = [[1.7e9 + step, step, each] for step, each in enumerate(buckets)]
    assert len(as_json(pack(series, 30))) * 20 < len(as_json(pack(series, 0)))


def test_an_empty_series_packs():
    assert pack([], 30) == {"steps": [], "times": [], "buckets": []}
    assert pack_percentiles([]) == {"steps": [], "times": [], "bases": [], "values": []}
