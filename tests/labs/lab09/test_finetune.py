"""Is the loop what it says: what learns, which steps, which rates, and what is logged?"""

import gc
import random
import weakref

import pytest
import torch

from tbxlab.lab09 import finetune, memory
from tbxlab.lab09.checks import tiny
from tbxlab.lab09.classifier import make_batch, trainable
from tbxlab.lab09.docstrings import Sentence
from tbxlab.lab09.finetune import Setting
from tbxlab.lab09.splits import CLASSES

METHODS = ("probe", "lora", "full")


class Log:
    """Takes scalars like a writer, {tag: {step: value}}."""

    def __init__(self):
        self.points = {}

    def add_scalar(self, tag, value, step):
        self.points.setdefault(tag, {})[step] = value


@pytest.fixture
def examples():
    draw = random.Random(0)
    return [tiny.sentence(draw, 6) for _ in range(20)], [i % len(CLASSES) for i in range(20)]


def run(method, examples, **settings):
    setting = Setting(method, rate=1e-3, epochs=2, batch_size=8, **settings)
    model = finetune.prepare(tiny.encoder(0), setting, seed=0)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    log = Log()
    steps = finetune.train(model, tiny.tokenizer(), examples, examples, setting, seed=0, writer=log)
    moved = {name for name, p in model.named_parameters() if not torch.equal(p, before[name])}
    return model, log.points, steps, moved


def test_each_step_is_logged_and_validation_comes_before_and_after_each_epoch(examples):
    model, points, steps, _ = run("full", examples)
    assert steps == 6
    for tag in ("train/loss", "grad/norm", "rate/head", "rate/encoder", "batch/padding", "speed/tokens"):
        assert list(points[tag]) == [0, 1, 2, 3, 4, 5], tag
    for tag in ("val/loss", "val/accuracy", "cost/seconds"):
        assert list(points[tag]) == [0, 3, 6], tag
    assert not model.training


def test_each_method_moves_what_it_says(examples):
    moved = {method: run(method, examples)[3] for method in METHODS}
    assert moved["probe"] == {"head.weight", "head.bias"}
    assert all("lora_" in name or name.startswith("head.") for name in moved["lora"])
    assert any("lora_" in name for name in moved["lora"])
    assert any("encoder.layer.0" in name for name in moved["full"])


def test_adapters_change_nothing_before_the_first_step(examples):
    batch = make_batch(tiny.tokenizer(), *examples, 64)
    plain, adapted = (finetune.prepare(tiny.encoder(0), Setting(method), 0).eval() for method in ("full", "lora"))
    with torch.no_grad():
        assert torch.allclose(plain.embed(batch.ids, batch.mask), adapted.embed(batch.ids, batch.mask), atol=1e-6)
    assert trainable(adapted) < trainable(plain) / 4


def test_the_norm_is_logged_before_clipping(examples):
    points = run("full", examples, clip=1e-3)[1]
    assert min(points["grad/norm"].values()) > 0.01


def test_rates_rise_and_then_fall_to_nearly_nothing():
    factor = finetune.warm_up_then_decay(100, 0.1)
    factors = [factor(step) for step in range(100)]
    assert factors[:10] == pytest.approx([0.1 * (i + 1) for i in range(10)])
    assert max(factors) == 1
    assert factors[10:] == sorted(factors[10:], reverse=True)
    assert factors[-1] == pytest.approx(1 / 90)


def test_an_untrained_head_has_the_loss_of_guessing_at_most_a_little_more(examples):
    points = run("probe", examples)[1]
    assert points["val/loss"][0] == pytest.approx(torch.tensor(len(CLASSES)).log().item(), rel=0.3)


def test_few_are_drawn_of_each_class_and_too_many_are_refused():
    sentences = [Sentence(f"{area} {i}", area, "") for area in CLASSES for i in range(5)]
    texts, labels = finetune.few(sentences, 3, seed=0)
    assert [labels.count(i) for i in range(len(CLASSES))] == [3] * len(CLASSES)
    assert len(set(texts)) == 3 * len(CLASSES)
    assert finetune.few(sentences, 3, seed=1)[0] != texts
    with pytest.raises(ValueError, match="has 5 training sentences; 6 were asked for"):
        finetune.few(sentences, 6, seed=0)


def test_memory_is_counted_by_what_learns_and_what_a_gradient_passes(examples):
    batch = make_batch(tiny.tokenizer(), *examples, 64)
    held = {
        method: memory.held(finetune.prepare(tiny.encoder(0), Setting(method), 0).train(), batch) for method in METHODS
    }
    model = finetune.prepare(tiny.encoder(0), Setting("full"), 0)
    assert held["full"]["weights"] == pytest.approx(4 * trainable(model) / memory.MIB)
    assert held["full"]["gradients"] == held["full"]["weights"]
    assert held["full"]["optimizer"] == 2 * held["full"]["gradients"]
    assert held["probe"]["activations"] < 0.1 * held["lora"]["activations"]
    assert held["lora"]["activations"] > 0.3 * held["full"]["activations"]
    assert held["lora"]["optimizer"] < 0.25 * held["full"]["optimizer"]


def test_counting_leaves_nothing_behind(examples):
    model = finetune.prepare(tiny.encoder(0), Setting("full"), 0)
    memory.held(model, make_batch(tiny.tokenizer(), *examples, 64))
    weight = weakref.ref(model.head.weight)
    del model
    gc.collect()
    assert weight() is None
