import pytest
import torch
from tensorboardX import SummaryWriter

from tbxlab import events
from tbxlab.lab02 import training
from tbxlab.toy import data, models

SEEDS = [0, 1, 2]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Every setting under three seeds: name -> the three runs."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    found = {}
    for name in training.SETTINGS:
        found[name] = []
        for seed in SEEDS:
            folder = tmp_path_factory.mktemp("run")
            with SummaryWriter(str(folder)) as writer:
                training.example(name, seed, writer)
            found[name].append(events.read_run(folder))
    torch.set_num_threads(threads)
    return found


def values(run, tag):
    return run.scalars[tag].values


def rise(run):
    """How many times its minimum the validation loss is at the end."""
    loss = values(run, "val/loss")
    return loss[-1] / loss.min()


def slip(run):
    """How much accuracy is lost after the step at which the validation loss was lowest."""
    accuracy = values(run, "val/accuracy")
    return accuracy[values(run, "val/loss").argmin()] - accuracy[-1]


def train_end(run):
    return values(run, "train/loss")[-200:].mean()


SIGNALS = {
    "overfitting": rise,
    "underfitting": train_end,
    "rate too high": lambda run: values(run, "train/loss").max(),
    "shuffled labels": lambda run: values(run, "val/loss").min(),
    "unscaled inputs": lambda run: values(run, "val/loss")[0],
}


@pytest.mark.parametrize("name", SIGNALS)
def test_every_sick_setting_is_apart_from_healthy_by_its_signal(runs, name):
    signal = SIGNALS[name]
    healthy, sick = [signal(run) for run in runs["healthy"]], [signal(run) for run in runs[name]]
    assert min(sick) > 1.3 * max(healthy), (healthy, sick)


def test_a_healthy_run_ends_where_its_validation_loss_is_lowest(runs):
    for run in runs["healthy"]:
        assert rise(run) < 1.1
        assert values(run, "val/loss")[-1] < 0.5
        assert values(run, "val/accuracy")[-1] > 0.77


def test_overfitting_triples_the_validation_loss_and_hardly_costs_accuracy(runs):
    rises, slips = [rise(run) for run in runs["overfitting"]], [slip(run) for run in runs["overfitting"]]
    assert 2.5 < sum(rises) / 3 < 4
    assert 0 < sum(slips) / 3 < 0.05
    assert max(train_end(run) for run in runs["overfitting"]) < 0.02


def test_underfitting_leaves_both_losses_high_close_together_and_falling(runs):
    for run in runs["underfitting"]:
        loss = values(run, "val/loss")
        assert abs(train_end(run) - loss[-1]) < 0.05
        assert loss[-1] < loss[len(loss) // 2] < loss[0]


def test_shuffled_labels_leave_the_loss_at_ln_2(runs):
    for run in runs["shuffled labels"]:
        assert abs(train_end(run) - 0.693) < 0.01
        assert values(run, "val/loss").min() > 0.64


def test_train_and_validation_share_the_axis_of_updates(runs):
    run = runs["overfitting"][0]
    train, val = run.scalars["train/loss"], run.scalars["val/loss"]
    assert train.steps.tolist() == list(range(1440))
    assert val.steps.tolist() == list(range(0, 1441, 20))
    assert run.scalars["val/accuracy"].steps.tolist() == val.steps.tolist()


def test_the_same_seed_trains_the_same_model_with_and_without_a_writer(tmp_path):
    examples, validation = data.two_classes(60, seed=0), data.two_classes(40, seed=1)
    one, other = models.classifier(seed=0), models.classifier(seed=0)
    options = {"epochs": 3, "batch_size": 25, "rate": 0.1, "seed": 0}
    with SummaryWriter(str(tmp_path)) as writer:
        assert training.train(one, examples, validation, writer=writer, **options) == 9
    training.train(other, examples, validation, **options)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))
    assert events.read_run(tmp_path).scalars["val/loss"].steps.tolist() == [0, 3, 6, 9]


def test_validation_is_the_mean_over_all_examples():
    model, (X, y) = models.classifier(seed=0), data.two_classes(70, seed=0)
    loss, accuracy = training.evaluate(model, (X, y))
    each = torch.nn.functional.cross_entropy(model(X), y, reduction="none")
    assert loss == pytest.approx(each.mean().item())
    assert accuracy == pytest.approx(((model(X).argmax(1) == y).sum() / 70).item())
