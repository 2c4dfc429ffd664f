"""Are collapsed runs visibly collapsed, over several seeds, and are healthy ones not?"""

from itertools import pairwise

import numpy as np
import pytest
import torch

from tbxlab.lab09 import cohort, practice, stacked

SEEDS = (20, 21, 22)


@pytest.fixture(scope="module", params=SEEDS)
def trained(request):
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    members = cohort.members(request.param)
    curves = practice.train(members)
    torch.set_num_threads(threads)
    return [
        (member, {tag: np.array(values) for tag, values in each.items()})
        for member, each in zip(members, curves, strict=True)
    ]


def over_chance(member, curves):
    return curves["val/loss"] / member.scale / np.log(member.classes)


def test_ten_of_which_four_collapse(trained):
    kinds = [member.kind for member, _ in trained]
    assert (kinds.count("healthy"), kinds.count("slow"), kinds.count("collapsing")) == (1, 2, 4)
    assert kinds.count("overfitting") == 3


def test_only_a_collapsed_run_is_worse_than_guessing_on_its_training_batches(trained):
    for member, curves in trained:
        ratio = curves["train/loss"] / curves["val/loss"][0]
        medians = np.array([np.median(ratio[i - 8 : i + 1]) for i in range(8, len(ratio))])
        if member.jump_at is None:
            assert medians.max() < 1.05, member
        else:
            seen = np.flatnonzero(medians > 1.1) + 8
            assert member.jump_at <= seen[0] <= member.jump_at + cohort.IN_TIME, member


def test_collapsed_runs_end_near_chance_and_overfitting_ones_above_it_on_average(trained):
    """One that overfits badly may come close to chance, too; its training loss stays far below guessing."""

    def over(kind):
        return [
            member.classes * curves["val/accuracy"][-4:].mean() for member, curves in trained if member.kind == kind
        ]

    assert max(over("collapsing")) < 2
    assert np.mean(over("overfitting")) > 1.6


def test_healthy_and_slow_runs_learn(trained):
    for member, curves in trained:
        ratio = over_chance(member, curves)
        if member.kind == "healthy":
            assert ratio[-1] < 0.75
        if member.kind == "slow":
            assert 0.7 < ratio[-1] < ratio[0] - 0.002


def test_a_healthy_run_s_training_loss_jumps_above_that_of_guessing(trained):
    for member, curves in trained:
        if member.kind == "healthy":
            assert curves["train/loss"].max() > 1.2 * member.scale * np.log(member.classes)


def test_every_tag_has_its_steps(trained):
    for _, curves in trained:
        assert {tag: len(values) for tag, values in curves.items()} == {
            "train/loss": cohort.STEPS,
            "grad/norm": cohort.STEPS,
            "val/loss": 1 + cohort.STEPS // cohort.EVERY,
            "val/accuracy": 1 + cohort.STEPS // cohort.EVERY,
        }


def test_models_in_a_stack_do_not_touch_each_other():
    members = cohort.members(0)
    classes = torch.tensor([member.classes for member in members])
    generator = torch.Generator().manual_seed(0)
    parameters = stacked.parameters(len(members), generator)
    words, labels = stacked.sentences(classes, 8, generator)
    losses, _ = stacked.losses(parameters, classes, words, labels)
    for i in range(len(members)):
        gradients = torch.autograd.grad(losses[i], list(parameters.values()), retain_graph=True)
        others = [j for j in range(len(members)) if j != i]
        assert all(gradient[others].abs().max() == 0 for gradient in gradients)
        assert all(gradient[i].abs().max() > 0 for gradient in gradients)


def test_labels_stay_below_the_number_of_classes():
    classes = torch.tensor([3, 10])
    _, labels = stacked.sentences(classes, 500, torch.Generator().manual_seed(0))
    assert labels.max(dim=1).values.tolist() == [2, 9]


def test_the_rate_warms_up_decays_and_jumps():
    healthy, sick = (next(m for m in cohort.members(0) if m.kind == kind) for kind in ("slow", "collapsing"))
    rates = [healthy.rate_at(step) for step in range(cohort.STEPS)]
    assert rates.index(max(rates)) == pytest.approx(cohort.STEPS // 10, abs=1)
    assert all(a >= b for a, b in pairwise(rates[cohort.STEPS // 10 :]))
    assert sick.rate_at(cohort.STEPS - 1) == sick.jump
