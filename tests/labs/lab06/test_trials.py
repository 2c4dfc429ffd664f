"""The trials of chapter 06: trained together as each would be alone, and drawn the same again."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from tbxlab import events
from tbxlab.authoring.reference_runs import event_file
from tbxlab.lab06 import trials
from tbxlab.lab06.runs import chapter
from tbxlab.lab06.trials import Trial
from tbxlab.toy import models


def alone(trial):
    """The same training in plain PyTorch; the accuracy over the validation examples at the end."""
    X, y, X_val, y_val = trials.examples()
    model = models.classifier(trial.width, trial.seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=trial.lr)
    order = torch.Generator().manual_seed(trial.seed)
    for _ in range(20):
        for batch in torch.randperm(len(X), generator=order).split(trials.BATCH):
            optimizer.zero_grad()
            cross_entropy(model(X[batch]), y[batch]).backward()
            optimizer.step()
    with torch.no_grad():
        return (model(X_val).argmax(dim=1) == y_val).float().mean().item(), cross_entropy(model(X), y).item()


def test_networks_of_different_widths_in_one_stack_train_as_each_does_alone():
    stacked = [Trial(0.3, 2, 5), Trial(0.05, 16, 6), Trial(0.01, 64, 7)]
    for trial, result in zip(stacked, trials.train(stacked), strict=True):
        accuracy, loss = alone(trial)
        assert result.accuracy[-1] == pytest.approx(accuracy, abs=0.006)  # one of 200 examples
        assert result.loss[-1] == pytest.approx(loss, abs=0.002)


def test_every_trial_has_the_same_budget_and_is_measured_at_the_same_steps():
    short, wide = trials.train([Trial(0.1, 2, 0), Trial(0.1, 32, 0)])
    assert short.steps == wide.steps == tuple(range(0, 301, 30))
    assert len(short.accuracy) == len(short.loss) == 11


def test_the_seed_draws_weights_and_order_but_never_the_examples():
    one, other = trials.train([Trial(0.1, 8, 0), Trial(0.1, 8, 1)])
    assert one.loss[0] != other.loss[0]
    assert all(torch.equal(a, b) for a, b in zip(trials.examples(), trials.examples(), strict=True))


def test_the_same_sampler_seed_draws_the_same_trials():
    drawn = chapter.drawn(chapter.SAMPLER)
    chapter.drawn.cache_clear()
    assert drawn == chapter.drawn(chapter.SAMPLER)
    assert len(set(drawn)) == len(drawn) == 24


def test_the_four_that_are_trained_again_are_the_best_of_the_committed_search():
    names = [f"06_chapter/trial-{number:02d}" for number in range(24)]
    scores = [events.read_run(event_file(name).parent).scalars["val/accuracy"].values[-1] for name in names]
    assert tuple(np.argsort(-np.array(scores), kind="stable")[:4]) == chapter.BEST


def test_a_name_says_all_three_settings():
    assert Trial(0.0316228, 16, 3).name == "lr=0.0316,width=16,seed=3"


def test_the_spread_is_that_of_the_population():
    assert trials.spread([1.0, 2.0, 3.0]) == pytest.approx((2.0, 1.0))
