"""What a series of scalars tells about itself."""

import numpy as np
import pytest

from tbxlab import events


@pytest.fixture
def series(log, scalar):
    """series(*steps) -> the Scalars of a run that logged one value at each."""

    def make(*steps):
        path = log(*(scalar("x", float(i), step) for i, step in enumerate(steps)))
        return events.read_run(path.parent).scalars["x"]

    return make


def test_steps_in_order(series):
    x = series(0, 1, 2)
    assert len(x) == 3
    assert not x.runs_backwards
    assert x.repeated_steps.tolist() == []
    assert x.kept_by_fast_loader.tolist() == [True] * 3


def test_steps_that_repeat_do_not_run_backwards(series):
    x = series(0, 0, 1, 1, 1)
    assert not x.runs_backwards
    assert x.repeated_steps.tolist() == [0, 1]
    assert x.at(1).tolist() == [2, 3, 4]
    assert x.at(9).tolist() == []


def test_epoch_times_i_plus_i_runs_backwards_and_the_fast_loader_keeps_the_last_epoch(series):
    """100 epochs of 10 batches: 458 steps for 1000 values, of which the fast loader keeps 10."""
    x = series(*(epoch * i + i for epoch in range(100) for i in range(10)))
    assert x.runs_backwards
    assert len(np.unique(x.steps)) == 458
    assert x.steps[x.kept_by_fast_loader].tolist() == list(range(0, 1000, 100))


def test_the_arrays_cannot_be_changed_by_accident(series):
    x = series(0, 1)
    for array in (x.steps, x.values, x.wall_times, x.files):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5
