"""Is a copy made as its options say, and does it tell how far it is?"""

import dataclasses

import numpy as np
import pytest
from tensorboardX import SummaryWriter

from tbxlab.events import records
from tbxlab.share import Options, share, survey
from tbxlab.share.sampling import Reservoir


@pytest.fixture(scope="module")
def logdir(tmp_path_factory):
    runs = tmp_path_factory.mktemp("options") / "runs"
    with SummaryWriter(str(runs / "a")) as writer:
        for step in range(3000):
            writer.add_scalar("loss", step, step)
    return runs


def test_options_cannot_be_changed_behind_a_copys_back():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Options().all_points = True


def test_options_and_single_fields_of_them_make_the_same_copy(logdir, tmp_path):
    options = Options(all_points=True, place_interface=False, title="T")
    one = share(logdir, tmp_path / "one", options)
    two = share(logdir, tmp_path / "two", all_points=True, place_interface=False, title="T")
    assert one.files == two.files
    with pytest.raises(TypeError, match="no_such_option"):
        share(logdir, tmp_path / "three", no_such_option=1)


def test_progress_is_told_within_a_large_file(logdir, tmp_path, monkeypatch):
    monkeypatch.setattr(records, "CHUNK", 10_000)
    looked, copied = [], []
    found = survey(logdir, lambda *done: looked.append(done))
    share(found, tmp_path / "out", Options(place_interface=False), progress=lambda *done: copied.append(done))
    for told in (looked, copied):
        done, total = zip(*told, strict=True)
        assert len(told) > 5
        assert list(done) == sorted(done)
        assert done[-1] == total[-1] == sum(run.size for run in found.runs)


@pytest.mark.parametrize("size", [1, 2, 10, 100])
@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 2345])
def test_the_same_points_are_kept_as_in_tensorboards_reservoir(size, count):
    from tensorboard.backend.event_processing import reservoir

    theirs = reservoir.Reservoir(size)
    for item in range(count):
        theirs.AddItem("key", item)
    ours = Reservoir(size)
    ours.prepare([2345, 101, count])
    assert ours.kept(count).tolist() == (theirs.Items("key") if count else [])


def test_a_reservoir_of_none_keeps_all():
    np.testing.assert_array_equal(Reservoir(0).kept(5), np.arange(5))
