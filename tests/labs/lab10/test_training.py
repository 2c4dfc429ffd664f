"""Is a run trained and logged as its setting says? Thirty steps each; what they end at, the reference runs tell."""

import math

import pytest
import torch
from tensorboardX import SummaryWriter

from tbxlab import read_run
from tbxlab.lab10 import prose, training
from tbxlab.lab10.stories import IGNORED, Stories, lines
from tbxlab.lab10.training import Events, Schedule, Setting


def run(directory, setting, *, seed=0, events=None, corpus=None, **schedule):
    corpus = corpus or Stories(400, seed)
    model = training.build(corpus, setting, seed)
    with SummaryWriter(str(directory)) as writer:
        training.train(model, corpus, setting, seed=seed, writer=writer, schedule=Schedule(**schedule), events=events)
    return model, read_run(directory).scalars


def test_a_healthy_run_logs_its_state_before_each_step_and_at_the_end(tmp_path):
    _, found = run(tmp_path, Setting(steps=30, warm_up=10), train=1, validation=10, samples=15)
    assert list(found["train/loss"].steps) == list(range(30))
    assert list(found["val/loss"].steps) == list(found["tokens/seen"].steps) == [0, 10, 20, 30]
    assert list(found["val/one_by_one"].steps) == list(found["samples/valid"].steps) == [0, 15, 30]
    assert found["val/loss"].values[0] == pytest.approx(math.log(98), abs=0.06)
    assert found["val/loss"].values[-1] < lines()["unigram"]
    assert found["tokens/seen"].values[-1] == pytest.approx(30 * 16 * 51, rel=0.05)
    rates = found["rate"].values
    assert rates[0] == pytest.approx(1e-3)
    assert rates.argmax() == 9
    assert rates[-1] == pytest.approx(1e-2 * (1 - 0.9 * 29 / 30))


def test_the_same_seed_gives_the_same_run_and_another_one_does_not(tmp_path):
    setting = Setting(steps=5)
    losses = [run(tmp_path / str(i), setting, seed=seed)[1]["train/loss"].values for i, seed in enumerate((0, 0, 1))]
    assert (losses[0] == losses[1]).all()
    assert (losses[0] != losses[2]).any()


def test_targets_that_are_not_shifted_are_the_inputs():
    x, y = Stories(20).batch(4, torch.Generator().manual_seed(0))
    _, wrong = Setting(shifted=False).targets(x, y, 83)
    asked = wrong != IGNORED
    assert (wrong[asked] == x[asked]).all()
    assert asked.sum() == (y != IGNORED).sum()


def test_counted_padding_is_a_target_at_each_empty_position():
    x, y = Stories(20).batch(4, torch.Generator().manual_seed(0))
    wide, wrong = Setting(count_padding=True).targets(x, y, 83)
    assert wide.shape == wrong.shape == (4, 83)
    assert (wrong == 0).sum() == 4 * 83 - (y != IGNORED).sum()
    assert (wrong[:, : y.shape[1]][y != IGNORED] == y[y != IGNORED]).all()


def test_what_happens_to_a_run_happens_at_its_step(tmp_path):
    class Junk(Events):
        def batch(self, step, x, y):
            return (x, y) if step != 6 else (torch.full_like(x, 9), torch.full_like(y, 9))

        def rate(self, step, rate):
            return rate if step < 8 else 0.0

        def weights(self, step, model):
            if step == 9:
                with torch.no_grad():
                    model.norm.weight.zero_()

    model, found = run(tmp_path, Setting(steps=10), events=Junk(), train=1)
    _, plain = run(tmp_path / "plain", Setting(steps=10), train=1)
    ill, well = found["train/loss"].values, plain["train/loss"].values
    assert (ill[:6] == well[:6]).all()
    assert ill[6] != well[6]
    assert list(found["rate"].values[8:]) == [0, 0]
    assert not model.norm.weight.any()
    assert not model.training


def test_docstrings_are_a_corpus_of_characters(tmp_path):
    corpus = prose.Prose(("tbxlab",))
    assert corpus.decode(corpus.encode("loss")) == "loss"
    assert len(corpus.held_out) < len(corpus.train) / 3
    x, y = corpus.batch(3, torch.Generator().manual_seed(0))
    assert x.shape == y.shape == (3, prose.WINDOW)
    assert (x[:, 1:] == y[:, :-1]).all()
    _, found = run(tmp_path, Setting(steps=12, warm_up=3), corpus=corpus, validation=12, samples=0)
    first, last = found["val/loss"].values
    assert first == pytest.approx(math.log(corpus.vocabulary), abs=0.06)
    assert last < first - 0.5
