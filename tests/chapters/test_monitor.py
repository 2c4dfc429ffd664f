"""Does monitor.py, which people take home, log what it promises, stay quiet on healthy runs and ring on sick ones?"""

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from tbxlab.events import read_run
from tbxlab.lab02 import training
from tbxlab.toy import data, models

FILE = Path(__file__).resolve().parents[2] / "chapters" / "files" / "monitor.py"
SCALARS = {
    "train/loss", "train/learning_rate", "train/gradient_norm", "train/update_ratio", "train/examples",
    "time/step", "time/data_share", "val/loss", "val/accuracy", "val/lowest",
}  # fmt: skip
OVER_START = "train/loss stays 20 % above the loss before training"
OVER_MINIMUM = "val/loss stays 20 % above its minimum"
UPDATES = "updates change the weights by less than 0.01 % or more than 10 %"
WAITING = "more than half of the time is spent waiting for data"


@pytest.fixture(scope="module")
def monitor():
    found = importlib.util.spec_from_file_location("monitor", FILE)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


class Batches:
    """A loader without any waiting: shuffles, then cuts."""

    def __init__(self, X, y, size, seed=0):
        self.X, self.y, self.size = X, y, size
        self.generator = torch.Generator().manual_seed(seed)

    def __iter__(self):
        for batch in torch.randperm(len(self.X), generator=self.generator).split(self.size):
            yield self.X[batch], self.y[batch]


def of_tables(name, seed, tmp_path, monitor, epochs=None, **options):
    """Train the 10-50-2 classifier in one of chapter 02's settings."""
    setting = training.SETTINGS[name]
    X, y = data.two_classes(setting.examples, seed)
    X_val, y_val = data.two_classes(1000, seed + 1_000_000)
    if setting.features:
        X, X_val = setting.features(X), setting.features(X_val)
    model = models.classifier(seed=seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=setting.rate)
    loader, val_loader = Batches(X, y, 50, seed), Batches(X_val, y_val, 300, seed)
    epochs = epochs or (100 if setting.examples < 1000 else 3)
    return monitor.fit(model, cross_entropy, optimizer, loader, val_loader, tmp_path, epochs, **options)


def of_images(rate, seed, tmp_path, monitor):
    """Train a small convolutional network with Adam on images of stripes, which lie or stand."""
    generator = torch.Generator().manual_seed(seed)
    y = torch.randint(2, (700,), generator=generator)
    stripes = (torch.arange(12) // 3 % 2).float().expand(700, 1, 12, 12)
    X = torch.where(y[:, None, None, None] == 1, stripes, stripes.transpose(2, 3))
    X = X + torch.randn(X.shape, generator=generator)
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Dropout(0.2), nn.Linear(800, 2)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    loader, val_loader = Batches(X[:600], y[:600], 20, seed), Batches(X[600:], y[600:], 100, seed)
    return monitor.fit(model, cross_entropy, optimizer, loader, val_loader, tmp_path, 8)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_quiet_on_healthy_runs_of_two_models(monitor, tmp_path, seed):
    assert of_tables("healthy", seed, tmp_path / "tables", monitor) == {}
    assert of_images(0.001, seed, tmp_path / "images", monitor) == {}


@pytest.mark.parametrize("seed", range(3))
def test_it_misses_shuffled_labels_as_the_page_admits(monitor, tmp_path, seed):
    assert of_tables("shuffled labels", seed, tmp_path, monitor) == {}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("name", "alarm"),
    [
        ("overfitting", OVER_MINIMUM),
        ("rate too high", OVER_START),
        ("underfitting", UPDATES),
        ("unscaled inputs", UPDATES),
    ],
)
def test_it_rings_on_sick_runs(monitor, tmp_path, name, alarm, seed):
    assert alarm in of_tables(name, seed, tmp_path, monitor)


@pytest.mark.parametrize("seed", range(3))
def test_it_rings_on_a_sick_run_of_the_other_model(monitor, tmp_path, seed):
    assert of_images(1.0, seed, tmp_path, monitor).keys() & {OVER_START, UPDATES}


def test_it_logs_ten_scalars_one_image_and_the_best_weights(monitor, tmp_path, capsys):
    of_images(0.001, 0, tmp_path, monitor)
    run = read_run(tmp_path)
    assert set(run.scalars) == SCALARS
    assert len(SCALARS) == 10
    assert list(run.images) == ["train/input"]
    assert list(run.scalars["train/loss"].steps) == list(range(0, 240, 10))
    assert list(run.scalars["val/loss"].steps) == list(range(0, 241, 30))
    val = run.scalars["val/loss"]
    step, weights = torch.load(tmp_path / "best.pt")
    assert step == val.steps[val.values.argmin()]
    assert "0.weight" in weights
    assert capsys.readouterr().out == ""


def test_a_step_is_one_update_also_where_gradients_are_accumulated(monitor, tmp_path):
    of_tables("healthy", 0, tmp_path / "each", monitor, epochs=1)
    of_tables("healthy", 0, tmp_path / "fourth", monitor, epochs=1, accumulate=4, every=1)
    each, fourth = (read_run(tmp_path / name).scalars for name in ("each", "fourth"))
    assert each["val/loss"].steps[-1] == 160
    assert fourth["val/loss"].steps[-1] == 40
    assert list(fourth["train/examples"].values) == list(range(200, 8001, 200))
    assert list(fourth["train/loss"].steps) == list(range(40))


def test_the_validation_loss_is_the_mean_over_examples_in_evaluation_mode(monitor, tmp_path):
    model = nn.Sequential(nn.Linear(10, 50), nn.ReLU(), nn.Dropout(0.5), nn.Linear(50, 2))
    X, y = data.two_classes(1000, 0)
    loss, accuracy = monitor.evaluate(model, cross_entropy, Batches(X, y, 300))
    model.eval()
    assert math.isclose(loss, cross_entropy(model(X), y).item(), rel_tol=1e-5)
    assert math.isclose(accuracy, (model(X).argmax(1) == y).float().mean().item(), rel_tol=1e-5)


def test_the_norm_is_the_one_before_clipping(monitor, tmp_path):
    of_tables("healthy", 0, tmp_path, monitor, epochs=1, clip=1e-3)
    assert read_run(tmp_path).scalars["train/gradient_norm"].values.min() > 0.01


def test_with_mixed_precision_the_norm_is_that_of_unscaled_gradients(monitor, tmp_path):
    of_tables("healthy", 0, tmp_path / "full", monitor, epochs=1)
    assert of_tables("healthy", 0, tmp_path / "half", monitor, epochs=1, half=True) == {}
    full, half = (read_run(tmp_path / name).scalars["train/gradient_norm"].values for name in ("full", "half"))
    assert np.allclose(full[0], half[0], rtol=0.05)  # the scaler's factor is 65,536
    assert half.max() < 10


def test_a_layer_that_starts_at_zero_breaks_nothing(monitor, tmp_path):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(10, 50), nn.ReLU(), nn.Linear(50, 50), nn.ReLU(), nn.Linear(50, 2))
    nn.init.zeros_(model[4].weight)  # as an adapter's last matrix
    X, y = data.two_classes(2000, 0)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    monitor.fit(model, cross_entropy, optimizer, Batches(X, y, 50), Batches(X, y, 500), tmp_path, 2)
    assert np.isfinite(read_run(tmp_path).scalars["train/update_ratio"].values).all()


def test_waiting_for_data_is_seen(monitor, tmp_path):
    class Slow(Batches):
        def __iter__(self):
            for batch in super().__iter__():
                monitor.perf_counter.now += 3
                yield batch

    class Clock:
        now = 0.0

        def __call__(self):
            self.now += 0.1
            return self.now

    clock, monitor.perf_counter = monitor.perf_counter, Clock()
    try:
        X, y = data.two_classes(1500, 0)
        model = models.classifier(seed=0)
        loaders = Slow(X, y, 50), Batches(X, y, 500)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
        alarms = monitor.fit(model, cross_entropy, optimizer, *loaders, tmp_path, 1, every=1)
    finally:
        monitor.perf_counter = clock
    assert alarms == {WAITING: 19}
    share = read_run(tmp_path).scalars["time/data_share"].values
    assert np.all((share > 0.8) & (share < 1))


def test_a_loss_that_is_no_number_is_named(monitor):
    log = {tag: [0.7] * 3 for tag in SCALARS}
    assert list(monitor.looks_wrong(log)) == []
    log["train/loss"] = [0.7, 0.6, math.nan]
    assert list(monitor.looks_wrong(log)) == ["a loss is not a finite number"]


def test_only_the_first_of_several_processes_writes(monitor, tmp_path):
    first, monitor.MAIN = monitor.MAIN, False
    try:
        of_tables("healthy", 0, tmp_path / "second", monitor, epochs=1)
    finally:
        monitor.MAIN = first
    assert not list((tmp_path / "second").rglob("*.*"))


def test_it_stays_short():
    code = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.strip()]
    code = [line for line in code if not line.strip().startswith(("#", '"""'))]
    assert 60 <= len(code) <= 92
