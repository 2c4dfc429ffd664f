"""What chapter 07 says of fits that are too many for the page: the four kinds that its alarm has to tell apart."""

import numpy as np
import pytest

from tbxlab.lab07 import cohort, practice

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def losses():
    """The training losses of three cohorts by kind: float64[fits, epochs]."""
    found = {}
    for seed in range(3):
        members = cohort.members(seed)
        for member, curves in zip(members, practice.train(members), strict=True):
            found.setdefault(member.kind, []).append(curves.loss)
    return {kind: np.array(each) for kind, each in found.items()}


@pytest.mark.parametrize(
    ("kind", "first", "third"),
    [
        ("quick", (1.7, 2.2), (0, 1)),
        ("slow", (2.35, 2.55), (2.3, 2.5)),
        ("loud", (3.4, 8.4), (0, 1.3)),
        ("mismatch", (3.25, 10.5), (2.25, np.inf)),
    ],
)
def test_the_table_of_the_alarm_says_where_each_kind_begins_and_where_it_is_later(losses, kind, first, third):
    for epoch, (low, high) in ((0, first), (2, third)):
        assert low <= losses[kind][:, epoch].min()
        assert losses[kind][:, epoch].max() <= high


def test_no_single_point_tells_the_sick_from_the_healthy_and_two_do(losses):
    sick, slow, loud = losses["mismatch"], losses["slow"], losses["loud"]
    assert sick[:, 0].min() < loud[:, 0].max(), "a loud fit begins as high"
    assert sick[:, 2].min() < slow[:, 2].max(), "a slow fit is as high in the third epoch"
    healthy = np.concatenate([losses["quick"], slow, loud])

    def wrong(fits):
        return (fits[:, 0] > 3) & (fits[:, 2] > 2)

    assert wrong(sick).all()
    assert not wrong(healthy).any()
