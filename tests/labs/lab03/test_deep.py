"""Is the deep network what it says, and does a network in a cohort train as it would alone?"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from tbxlab.lab03 import cohort, deep, stacked
from tbxlab.lab03 import practice as lab_practice
from tbxlab.toy import data


class Log:
    """Takes what a writer takes."""

    def __init__(self):
        self.scalars, self.histograms = {}, {}

    def add_scalar(self, tag, value, step):
        self.scalars.setdefault(tag, []).append((step, value))

    def add_histogram(self, tag, values, step, bins):
        self.histograms.setdefault(tag, []).append((step, np.size(values)))


@pytest.mark.parametrize("activation", deep.ACTIVATIONS)
def test_a_network_has_six_layers_of_weights_whose_signal_neither_dies_nor_explodes(activation):
    model = deep.network(activation, seed=3)
    assert sum(isinstance(part, torch.nn.Linear) for part in model) == deep.LAYERS
    X, _ = data.two_classes(500, 0)
    sizes = [outputs.square().mean().sqrt().item() for outputs in deep.activations(model, X).values()]
    assert 0.2 < min(sizes) < max(sizes) < 3


def test_a_seed_draws_the_same_network_and_leaves_torchs_generator_alone():
    state = torch.get_rng_state()
    first, again, other = (deep.network(seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first.layer3.weight, again.layer3.weight)
    assert not torch.equal(first.layer3.weight, other.layer3.weight)
    assert torch.equal(state, torch.get_rng_state())


def test_everything_is_logged_at_its_interval():
    log = Log()
    deep.train(deep.HEALTHY, 0, log, steps=41, every=10, histograms_every=20)
    assert {tuple(step for step, _ in points) for points in log.scalars.values()} == {(0, 10, 20, 30, 40)}
    assert {tuple(step for step, _ in points) for points in log.histograms.values()} == {(0, 20, 40)}
    assert len(log.histograms) == 2 * 12 + 5
    assert log.histograms["weights/layer1.weight"][0][1] == 320


def test_a_dead_unit_is_0_for_every_row_and_a_saturated_output_is_near_an_end():
    model, log = deep.network("relu", seed=0), Log()
    with torch.no_grad():
        model.layer2.bias[:8] = -100
    X, _ = data.two_classes(100, 0)
    deep.log_units(log, model, X, 0)
    assert log.scalars["dead/units2"][0][1] >= 8 / deep.WIDTH
    for activation in ("sigmoid", "tanh"):
        model, log = deep.network(activation, seed=0), Log()
        with torch.no_grad():
            model.layer1.bias[:8], model.layer1.bias[8:16] = -100, 100
        deep.log_units(log, model, X, 0)
        assert 0.5 <= log.scalars["saturated/units1"][0][1] < 0.7


def test_a_scaled_loss_has_scaled_gradients_and_trains_alike():
    logs = [Log(), Log()]
    for log, scale in zip(logs, (1.0, 0.001), strict=True):
        deep.train(replace(deep.HEALTHY, scale=scale), 0, log, steps=21, histograms_every=None)
    plain, scaled = ([value for _, value in log.scalars["gradient_norm/layer1"]] for log in logs)
    assert np.allclose(scaled, np.multiply(plain, 0.001), rtol=0.02)
    plain, scaled = ([value for _, value in log.scalars["train/loss"]] for log in logs)
    assert np.allclose(plain, scaled, atol=1e-3)


def test_a_member_of_a_cohort_trains_as_it_would_alone():
    members = [member for member in cohort.members(4) if member.kind == "dying"]
    member = min(members, key=lambda each: each.penalty_from)  # its units die within the steps that are compared
    together = stacked.train(members)[members.index(member)]
    model = deep.network(member.activation, width=stacked.WIDTH, seed=member.seed)
    X, y = data.two_classes(stacked.EXAMPLES, member.seed)
    assert list(dict(model.named_children()))[7] == deep.PENALIZED
    order, losses = torch.Generator().manual_seed(member.seed), []
    picked = torch.randint(len(X), (cohort.STEPS, deep.BATCH), generator=order)
    for step in range(101):
        logits = model(X[picked[step]])
        loss = torch.nn.functional.cross_entropy(logits, y[picked[step]])
        outputs = X[picked[step]]
        for part in list(model)[:8]:
            outputs = part(outputs)
        penalty = deep.PENALTY * outputs.mean(dim=0).sum() if step >= member.penalty_from else 0
        model.zero_grad()
        (member.scale * (loss + penalty)).backward()
        losses.append(loss.item())
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= member.rate / member.scale * parameter.grad
    # The sums are taken in another order, and training amplifies the last digits.
    assert np.allclose(losses[::10], together["train/loss"][:11], atol=5e-3)


@pytest.mark.parametrize("seed", [20, 21, 22])
def test_what_makes_a_member_sick_separates_it_from_healthy_ones(seed):
    members = cohort.members(seed)
    curves = lab_practice.train(members)
    ratios, dead = {}, {}
    for member, values in zip(members, curves, strict=True):
        ratio = np.array(values["gradient_norm/layer1"]) / np.array(values["gradient_norm/layer6"])
        ratios.setdefault(member.kind, []).append(np.median(ratio))
        shares = [share for tag, share in values.items() if tag.startswith("dead/")]
        dead.setdefault(member.kind, []).append(np.max(shares or [[0.0]], axis=0))
    assert max(ratios["starving"]) < 0.02 < 0.1 < min(ratios["healthy"])
    assert max(shares.max() for shares in dead["healthy"]) < 0.45
    for member, shares in zip([each for each in members if each.kind == "dying"], dead["dying"], strict=True):
        at = member.penalty_from // cohort.EVERY
        assert shares[: at + 1].max() < 0.45
        assert shares[at + 4 :].min() > 0.6


def test_a_draw_has_four_healthy_members_three_starving_and_three_dying():
    for seed in range(20):
        kinds = [member.kind for member in cohort.members(seed)]
        assert (kinds.count("healthy"), kinds.count("starving"), kinds.count("dying")) == (4, 3, 3)
    assert cohort.members(7) == cohort.members(7) != cohort.members(8)


def test_no_step_is_right_for_all_that_are_sick_and_no_activation_is_healthy_or_sick_alone():
    for seed in range(20):
        members = cohort.members(seed)
        dying = sorted(member.window.first for member in members if member.kind == "dying")
        assert all(b - a > cohort.IN_TIME for a, b in pairwise(dying))
        assert dying[-1] + cohort.IN_TIME <= cohort.STEPS
        without_dead = [member.kind for member in members if member.activation != "relu"]
        assert without_dead.count("healthy") >= 3


def test_practice_says_what_each_run_is_and_shows_what_an_alarm_says(tmp_path):
    practice = lab_practice.Practice(tmp_path)
    assert {name.split("-")[0] for name in practice.runs} == {"healthy", "starving", "dying"}
    assert practice.table(lambda run: None).count("missed") == 6
