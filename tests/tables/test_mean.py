"""Is the mean over seeds the mean of the same step of every run, and is everything else told?"""

import json

import numpy as np
import pytest
from tensorboardX import SummaryWriter

from tbxlab import board, events, tables


def write(folder, curves, first=1000.0):
    """Write a run: tag -> step -> value."""
    with SummaryWriter(str(folder)) as writer:
        for tag, points in curves.items():
            for step, value in points.items() if isinstance(points, dict) else points:
                writer.add_scalar(tag, value, step, walltime=first + step)


@pytest.fixture
def three(tmp_path):
    """Three seeds of 20 steps; loss is step + seed, so that every statistic is known."""
    for seed in range(3):
        loss = {step: float(step + seed) for step in range(20)}
        write(tmp_path / "runs" / f"seed-{seed}", {"loss": loss, "lr": dict.fromkeys(range(20), 0.5)}, 1000.0 * seed)
    return tmp_path / "runs"


def means(runs, out, **options):
    return tables.write_means(events.read_tree(runs), out, **options)


def test_each_statistic_is_a_run_with_the_same_tags(three, tmp_path):
    written = means(three, tmp_path / "out")
    assert written.notes == []
    assert written.groups == {".": ["seed-0", "seed-1", "seed-2"]}
    tree = events.read_tree(tmp_path / "out")
    assert list(tree) == ["max", "mean", "min", "std"]
    steps = np.arange(20)
    expected = {"mean": steps + 1, "min": steps, "max": steps + 2, "std": np.ones(20)}
    for name, run in tree.items():
        assert list(run.scalars) == ["loss", "lr"]
        assert np.array_equal(run.scalars["loss"].steps, steps)
        assert np.array_equal(run.scalars["loss"].values, expected[name])
        assert np.array_equal(run.scalars["loss"].wall_times, 2000.0 + steps)  # when the last seed was there
        assert set(run.scalars["lr"].values) == ({0.0} if name == "std" else {0.5})
        assert run.damage == ()


@pytest.mark.parametrize("options", [[], ["--load_fast=false"]], ids=["default", "slow"])
def test_tensorboard_draws_it_beside_the_seeds(three, tmp_path, options):
    means(three, tmp_path / "out")
    with board.serve(tmp_path, options=options) as url:
        board.wait_for_runs(url, "out/mean", "out/std", "runs/seed-0")
        from tbxlab.environment.waiting import wait_for

        def drawn(run):
            return [
                (step, value) for _, step, value in board.ask(url, f"data/plugin/scalars/scalars?run={run}&tag=loss")
            ]

        wait_for(lambda: "loss" in board.ask(url, "data/plugin/scalars/tags").get("out/std", {}), 60)
        wait_for(lambda: len(drawn("out/std")) == 20, 60)
        wait_for(lambda: len(drawn("out/mean")) == 20, 60)
        assert drawn("out/mean") == [(step, step + 1.0) for step in range(20)]
        assert drawn("out/std") == [(step, 1.0) for step in range(20)]


def test_only_steps_that_all_have_count_and_the_others_are_told(tmp_path):
    write(tmp_path / "runs" / "seed-0", {"loss": dict.fromkeys(range(100), 1.0)})
    write(tmp_path / "runs" / "seed-1", {"loss": dict.fromkeys(range(80), 3.0)})
    write(tmp_path / "runs" / "seed-2", {"loss": {step: 5.0 for step in range(100) if step != 7}})
    written = means(tmp_path / "runs", tmp_path / "out")
    (curve,) = written.curves["."]
    assert curve.steps.tolist() == [step for step in range(80) if step != 7]
    assert set(curve.mean) == {3.0}
    assert set(curve.std) == {2.0}
    assert written.notes == [
        "loss: 21 of 100 steps left out: seed-1 lacks 20, from 80 to 99, seed-2 has no step 7",
    ]


def test_curves_without_a_common_step_and_tags_that_one_lacks_are_told(tmp_path):
    write(tmp_path / "runs" / "seed-0", {"loss": {0: 1.0, 2: 1.0}, "both": {0: 1.0}, "one": {0: 1.0}})
    write(tmp_path / "runs" / "seed-1", {"loss": {1: 1.0, 3: 1.0}, "both": {0: 2.0}})
    written = means(tmp_path / "runs", tmp_path / "out")
    assert [curve.tag for curve in written.curves["."]] == ["both"]
    assert "loss: left out of the mean, no step is common to all its runs" in written.notes
    assert "one: left out of the mean, seed-1 did not log it" in written.notes


def test_a_step_that_is_there_twice_counts_with_what_was_written_last(tmp_path):
    write(tmp_path / "runs" / "seed-0", {"loss": [(0, 9.0), (1, 9.0), (0, 1.0), (1, 2.0)]})
    write(tmp_path / "runs" / "seed-1", {"loss": [(1, 4.0), (0, 3.0)]})
    written = means(tmp_path / "runs", tmp_path / "out")
    (curve,) = written.curves["."]
    assert (curve.steps.tolist(), curve.mean.tolist()) == ([0, 1], [2.0, 3.0])
    assert written.notes == ["loss: seed-0 has 2 steps again; the value written last counts"]


def test_nan_stays_nan_and_infinity_is_not_made_finite(tmp_path):
    write(tmp_path / "runs" / "seed-0", {"loss": {0: float("nan"), 1: float("inf"), 2: 1.0}})
    write(tmp_path / "runs" / "seed-1", {"loss": {0: 1.0, 1: 1.0, 2: 2.0}})
    means(tmp_path / "runs", tmp_path / "out")
    tree = events.read_tree(tmp_path / "out")
    assert np.array_equal(tree["mean"].scalars["loss"].values, [np.nan, np.inf, 1.5], equal_nan=True)
    assert np.array_equal(tree["min"].scalars["loss"].values, [np.nan, 1.0, 1.0], equal_nan=True)


def test_wall_times_that_are_no_times_do_not_spoil_it(tmp_path):
    for seed in range(2):
        with SummaryWriter(str(tmp_path / "runs" / f"seed-{seed}")) as writer:
            writer.add_scalar("loss", 1.0, 0, walltime=float("inf") if seed else 5.0)
    means(tmp_path / "runs", tmp_path / "out")
    assert events.read_run(tmp_path / "out" / "mean").scalars["loss"].wall_times.tolist() == [5.0]


def test_it_can_be_made_again_inside_the_log_directory_and_does_not_average_itself(three):
    for _ in range(2):
        written = means(three, three / "mean-of-3")
        assert written.groups == {".": ["seed-0", "seed-1", "seed-2"]}
    assert [len(run.files) for run in events.read_tree(three / "mean-of-3").values()] == [1] * 4
    assert json.loads((three / "mean-of-3" / "tbxlab-mean.json").read_text())["of"] == {
        ".": ["seed-0", "seed-1", "seed-2"]
    }


def test_a_folder_of_something_else_is_left_alone(three, tmp_path):
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.tex").write_text("x", encoding="utf-8")
    with pytest.raises(FileExistsError, match="is not empty"):
        means(three, other)
    assert [path.name for path in other.iterdir()] == ["chapter.tex"]


def test_nothing_to_average_says_why(tmp_path):
    write(tmp_path / "runs" / "seed-0", {"loss": {0: 1.0}})
    with pytest.raises(tables.NothingToAverage, match=r"seed-0: left out, there is no second run"):
        means(tmp_path / "runs", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_groups_are_folders(tmp_path):
    for name, value in {"wide/seed-0": 1.0, "wide/seed-1": 3.0, "thin/seed-0": 5.0, "thin/seed-1": 5.0}.items():
        write(tmp_path / "runs" / name, {"loss": {0: value}})
    means(tmp_path / "runs", tmp_path / "out")
    tree = events.read_tree(tmp_path / "out")
    assert set(tree) == {f"{of}/{each}" for of in ("wide", "thin") for each in ("mean", "min", "max", "std")}
    assert tree["wide/mean"].scalars["loss"].values.tolist() == [2.0]
