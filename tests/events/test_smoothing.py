"""Is the smoothed line TensorBoard's?"""

import numpy as np
import pytest

from tbxlab import events


def test_a_case_computed_by_hand():
    # weight 0.5: averages 1/2, (1/2 + 3)/2 = 7/4, (7/4 + 5)/2 = 27/8; weights given 1/2, 3/4, 7/8.
    np.testing.assert_allclose(events.smooth([1, 3, 5], 0.5), [1, 7 / 3, 27 / 7], rtol=1e-15)


def test_the_default_slider():
    # weight 0.6: averages 0.4, 0.44, 0.264; weights given 0.4, 0.64, 0.784.
    np.testing.assert_allclose(events.smooth([1, 0.5, 0]), [1, 0.44 / 0.64, 0.264 / 0.784], rtol=1e-14)


def test_the_first_point_is_not_pulled_towards_zero():
    assert events.smooth([8, 1, 1, 1], 0.99)[0] == pytest.approx(8)


def test_what_is_not_finite_stays_and_leaves_no_trace():
    with_gaps = events.smooth([np.nan, 1, np.inf, 3, -np.inf, 5], 0.5)
    np.testing.assert_array_equal(with_gaps[[0, 2, 4]], [np.nan, np.inf, -np.inf])
    np.testing.assert_array_equal(with_gaps[[1, 3, 5]], events.smooth([1, 3, 5], 0.5))


@pytest.mark.parametrize("weight", [0, -1])
def test_weight_zero_changes_nothing(weight):
    assert events.smooth([1, 5, 2], weight).tolist() == [1, 5, 2]


@pytest.mark.parametrize("weight", [1, 7])
def test_weight_one_is_flat_at_zero_as_in_tensorboard(weight):
    assert events.smooth([1, 5, 2], weight).tolist() == [0, 0, 0]


def test_a_constant_series_is_left_alone():
    assert events.smooth([0.1] * 4, 0.9).tolist() == [0.1] * 4


def test_the_input_is_not_changed():
    values = np.array([1.0, 2.0])
    assert events.smooth(values, 0.5) is not values
    assert events.smooth([], 0.5).tolist() == []
    assert values.tolist() == [1, 2]


def test_a_table_of_values_is_refused():
    with pytest.raises(ValueError, match=r"one dimension, not of shape \(2, 2\)"):
        events.smooth([[1, 2], [3, 4]])
