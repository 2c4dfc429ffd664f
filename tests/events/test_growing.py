"""Is a growing log what stood there at that moment, with nothing of what came later?"""

import numpy as np
import pytest
from tensorboardX import SummaryWriter

from tbxlab.events import read_run
from tbxlab.events.growing import Growing, stages


@pytest.fixture
def folder(tmp_path):
    """Two files of one run: steps 0 to 9 with two tags each, then 8 to 14 with a purge."""
    for first, last, options in ((0, 10, {}), (8, 15, {"purge_step": 8})):
        with SummaryWriter(str(tmp_path / "run"), filename_suffix=f".{first:02d}", **options) as writer:
            for step in range(first, last):
                writer.add_scalar("a", step / 10, step)
                writer.add_scalar("b", -step, step)
    return tmp_path / "run"


def test_a_moment_has_all_that_is_logged_at_its_step(folder, tmp_path):
    steps = [stage.step for stage in stages(folder, 100)]
    assert steps == [*range(10), *range(8, 15)]
    for stage, run in Growing(folder, 100).grow(tmp_path / "copy"):
        assert [run.scalars[tag].steps[-1] for tag in ("a", "b")] == [stage.step, stage.step]


def test_nothing_of_the_future_is_in_it_and_the_end_is_the_whole_run(folder, tmp_path):
    whole = read_run(folder)
    for stage, run in Growing(folder, 100).grow(tmp_path / "copy"):
        again = read_run(tmp_path / "copy")
        assert run.path == again.path == tmp_path / "copy"
        assert run.files == again.files
        assert np.array_equal(run.scalars["a"].steps, again.scalars["a"].steps)
        assert all(file.last_step <= stage.step or file != run.files[-1] for file in run.files)
        assert len(run.purges) == len(run.files) - 1
        assert not run.damage
    assert np.array_equal(run.scalars["b"].values, whole.scalars["b"].values)
    assert [file.size for file in run.files] == [file.size for file in whole.files]


def test_moments_are_spread_evenly_and_the_last_is_the_end(folder):
    chosen = stages(folder, 4)
    assert [stage.step for stage in chosen] == [0, 5, 9, 14]
    assert chosen[-1] == stages(folder, 100)[-1]


def test_it_begins_where_every_tag_has_been_logged_once(tmp_path):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        for step in range(6):
            writer.add_scalar("train", 1.0, step)
            if step >= 3:
                writer.add_scalar("val", 1.0, step)
    assert [stage.step for stage, _ in Growing(tmp_path / "run", 10).grow(tmp_path / "copy")] == [3, 4, 5]


def test_it_grows_twice_the_same_and_what_is_done_to_a_run_stays_there(folder, tmp_path):
    growing = Growing(folder, 10)
    for _, run in growing.grow(tmp_path / "one"):
        run.scalars.clear()
    assert all("a" in run.scalars for _, run in growing.grow(tmp_path / "two"))
