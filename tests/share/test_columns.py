"""Do numbers come back from their short form to the last bit?"""

import json
import math

import numpy as np
import pytest

from tbxlab.share import columns
from tbxlab.share.columns import as_json, shrink


def times_back(packed):
    if isinstance(packed, list):
        return packed
    return [packed["from"] + ticks / columns.TICKS for ticks in np.cumsum([0, *packed["ticks"]]).tolist()]


def values_back(packed):
    numbers = packed["f32"] if isinstance(packed, dict) else packed
    return [float(np.float32(n)) if isinstance(packed, dict) and not isinstance(n, str) else n for n in numbers]


def test_steps_are_kept_as_differences_and_come_back():
    steps = [5, 6, 7, 3, 3, 1_000_000_007]
    assert columns.steps(steps) == [5, 1, 1, -4, 0, 1_000_000_004]
    assert np.cumsum(columns.steps(steps)).tolist() == steps


@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e-6])
def test_times_of_this_century_come_back_exactly(scale):
    rng = np.random.default_rng(0)
    walls = (1.763e9 + np.cumsum(rng.random(200)) * scale).tolist()
    packed = columns.times(json.loads(as_json(walls)))
    assert isinstance(packed, dict)
    assert times_back(json.loads(as_json(packed))) == walls


def test_times_that_are_no_whole_ticks_stay_as_they_are():
    assert columns.times([0.1, 0.2]) == [0.1, 0.2]
    assert columns.times([]) == []


def test_float32_values_are_written_short_and_come_back_exactly():
    rng = np.random.default_rng(1)
    exact = [float(value) for value in rng.normal(size=500).astype(np.float32) * np.float32(1e-3)]
    exact += [float(np.float32(value)) for value in (0.0, 1.0, 3e38, 1e-45, 0.1)]
    packed = columns.values(exact)
    assert len(as_json(packed)) < 0.7 * len(as_json(exact))
    assert values_back(json.loads(as_json(packed))) == exact


def test_values_that_are_no_float32_stay_as_they_are():
    exact = [value / 7 for value in range(20)]
    assert columns.values(exact) == exact


def test_a_negative_zero_keeps_its_sign():
    packed = columns.values([-0.0, *[1.0] * 10])
    assert math.copysign(1, values_back(json.loads(as_json(packed)))[0]) == -1


def test_what_json_has_no_number_for_stays_a_string():
    numbers = ["NaN", *[0.5] * 10, "Infinity"]
    assert values_back(columns.values(numbers)) == numbers
    with pytest.raises(ValueError, match="JSON"):
        as_json(float("nan"))


def test_only_long_lists_of_numbers_shrink():
    answer = {"long": [0.5] * 9, "short": [1, 2, 3], "inside": [[0.25] * 8, "text"], "words": ["x"] * 9}
    shrunk = {"long": {"f32": [0.5] * 9}, "inside": [{"f32": [0.25] * 8}, "text"]}
    assert shrink(answer) == answer | shrunk
