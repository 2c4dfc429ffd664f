"""Does the clock of a reference run say what the run costs?"""

import numpy as np
import pytest

from tbxlab import events
from tbxlab.authoring import reference_runs
from tbxlab.authoring.clocks import Cost, measured, relative_times
from tbxlab.authoring.reference_runs import BASE, BadRun, Recipe, cost_of, make, write_run
from tbxlab.course import folders


def curve(writer, seed):
    """A loss at every tenth step."""
    for step in range(0, 50, 10):
        writer.add_scalar("train/loss", 1 / (step + 1), step)


def recipe(maker=curve, **settings):
    return Recipe(
        **{"name": "90_test/clock", "make": maker, "seed": 0, "seconds": 0.5, "rtol": 1e-3, "atol": 1e-5} | settings
    )


def test_are_wall_times_those_of_the_committed_cost(tmp_path):
    loss = events.read_run(write_run(recipe(cost=Cost(step=0.25, start=2)), tmp_path)).scalars["train/loss"]
    assert (loss.wall_times - BASE).tolist() == [2, 4.5, 7, 9.5, 12]


def test_is_a_run_that_costs_ten_times_as_much_ten_times_as_long(tmp_path):
    spans = []
    for cost in (0.01, 0.1):
        times = (
            events.read_run(write_run(recipe(cost=Cost(cost)), tmp_path / str(cost))).scalars["train/loss"].wall_times
        )
        spans.append(times[-1] - times[0])
    assert np.isclose(spans[1], 10 * spans[0])


def test_does_the_clock_never_run_back():
    assert [*relative_times([0, 0, 5, 3, 6], Cost(step=1), 9)] == [0, 0, 5, 5, 6]


def test_are_events_without_a_cost_the_same_time_apart():
    assert [*relative_times([0, 5, 3], None, 0.5)] == [0, 0.5, 1]


def test_is_another_cost_another_run(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "ROOMS", tmp_path)
    assert make(recipe(cost=Cost(1))).state == "new"
    assert make(recipe(cost=Cost(1))).state == "same"
    changed = make(recipe(cost=Cost(2)))
    assert (changed.state, changed.difference[:11]) == ("changed", "train/loss:")


def test_is_the_fastest_of_several_makes_the_cost(tmp_path):
    files = [
        write_run(recipe(cost=cost), tmp_path / str(number))
        for number, cost in enumerate([Cost(0.5, 1), Cost(0.2, 3), Cost(0.9)])
    ]
    found = measured(files)
    assert np.allclose([found.step, found.start], [0.2, 3])


def test_is_a_cost_measured_by_the_clock_of_this_machine():
    """No bound from above: other programs may make it any slower."""
    import time

    def slow(writer, seed):
        for step in range(4):
            time.sleep(0.02)
            writer.add_scalar("train/loss", 1.0, step)

    assert cost_of(recipe(slow)).step >= 0.019


def test_is_one_step_too_few_for_a_cost():
    with pytest.raises(BadRun, match="a cost needs two"):
        cost_of(recipe(lambda writer, seed: writer.add_scalar("train/loss", 1.0, 7)))


TRAININGS = {
    name: recipe for name, recipe in reference_runs.recipes().items() if recipe.lab in ("02_scalars", "04_chapter")
}


@pytest.mark.parametrize("name", [name for name, each in TRAININGS.items() if each.cost])
def test_do_committed_runs_last_as_long_as_their_cost_says(name):
    cost, run = TRAININGS[name].cost, events.read_run(folders.given_folder(name))
    for loss in run.scalars.values():
        assert np.allclose(loss.wall_times - BASE, cost.start + cost.step * loss.steps, atol=1e-4)


def test_do_the_healthy_and_the_sick_runs_of_chapter_02_have_costs():
    assert all(TRAININGS[f"02_scalars/{name}-0"].cost for name in ("healthy", "overfitting", "rate-drop"))
