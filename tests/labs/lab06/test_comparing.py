"""Lab 06's training: is it small, repeatable and fair, and are its rows what the HParams dashboard reads?"""

import itertools

import pytest
from tensorboardX import SummaryWriter

from tbxlab import events
from tbxlab.lab06 import comparing

STEPS = 40


def test_the_same_settings_give_the_same_result_and_another_seed_another_one():
    one = comparing.train(0.3, 8, 0, steps=STEPS)
    assert comparing.train(0.3, 8, 0, steps=STEPS) == one
    assert comparing.train(0.3, 8, 1, steps=STEPS) != one


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_good_rate_beats_a_low_one_with_every_seed_and_width(seed):
    for width in (8, 64):
        low, good = (comparing.train(rate, width, seed) for rate in (0.003, 0.3))
        assert good.accuracy > low.accuracy + 0.03


def test_widths_differ_by_no_more_than_a_seed_does():
    found = {width: [comparing.train(0.3, width, seed).accuracy for seed in range(3)] for width in (8, 64)}
    means = [sum(each) / 3 for each in found.values()]
    assert abs(means[0] - means[1]) < max(max(each) - min(each) for each in found.values())


def test_the_curve_is_of_the_examples_that_it_names(tmp_path):
    for part, tag in (("validation", "val/accuracy"), ("test", "test/accuracy")):
        with SummaryWriter(str(tmp_path / part)) as writer:
            result = comparing.train(0.3, 8, 0, steps=STEPS, writer=writer, part=part)
        points = events.read_run(tmp_path / part).scalars[tag]
        assert points.steps.tolist() == [0, 20, 40]
        assert points.values[-1] == pytest.approx(result.accuracy)
    assert result.accuracy == result.test


def test_a_row_holds_settings_and_metrics_in_the_run_itself(tmp_path):
    with SummaryWriter(str(tmp_path)) as writer:
        comparing.add_row(writer, {"rate": 0.1, "width": 8}, {"end/accuracy": 0.75}, 200)
    run = events.read_run(tmp_path)
    assert run.hparams.values == {"rate": 0.1, "width": 8.0}
    assert run.hparams.metrics == ("end/accuracy",)
    assert run.scalars["end/accuracy"].steps.tolist() == [200]


def test_draws_are_repeatable_and_inside_the_space():
    drawn = list(comparing.drawn(200, seed=0))
    assert drawn == list(comparing.drawn(200, seed=0))
    rates, widths, seeds = zip(*drawn, strict=True)
    assert all(comparing.LOWEST <= rate <= comparing.HIGHEST for rate in rates)
    assert set(widths) == set(comparing.WIDTHS)
    assert set(seeds) == set(range(comparing.SEEDS))
    assert 70 < sum(rate < 0.0316 for rate in rates) < 130  # half of them, on a logarithmic scale


@pytest.mark.parametrize("purges", list(itertools.product((None, 0), (None, 40))))
def test_the_slow_loader_keeps_what_tensorboards_own_does(purges, tmp_path):
    from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator

    for part, (first, last) in enumerate([(0, 60), (40, 80)]):
        with SummaryWriter(str(tmp_path), purge_step=purges[part], filename_suffix=f".{part}") as writer:
            for step in range(first, last):
                writer.add_scalar("train/loss", step + 1000 * part, step)
    theirs = EventAccumulator(str(tmp_path), size_guidance={"tensors": 0}).Reload()
    run = events.read_run(tmp_path)
    points = run.scalars["train/loss"]
    ours = points.steps[comparing.kept_by_slow_loader(run, "train/loss")]
    assert [event.step for event in theirs.Tensors("train/loss")] == ours.tolist()
