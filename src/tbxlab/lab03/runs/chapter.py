"""The runs that chapter 03, Histograms, shows: deep networks that learn or do not, and the classifier gone wrong.

Scalars, at every tenth step: train/loss, gradient_norm/k and update_ratio/k of each linear layer k = 1, 2, …, and
gradient_ratio, the first layer's gradient norm divided by the last one's. At every 60th step, over the validation
examples: val/loss, val/accuracy, dead/k and saturated/k of each hidden layer. Of seed 0 the histograms, too:
weights/k, gradients/k, activations/k, in 40 equal bins (750 bytes each instead of 10,000).
"""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tbxlab.authoring.reference_runs import run
from tbxlab.lab02 import training
from tbxlab.toy import data, models

SEEDS = (0, 1, 2)
STEPS, EVERY, HISTOGRAMS_EVERY = 480, 10, 60
BINS = 40
TINY = 1e-30  # instead of a denominator of 0: nothing divided by nothing is logged as 0
SATURATED = 0.01  # a sigmoid's slope below a twenty-fifth of its largest, 1/4


def deep(activation: Callable[[], nn.Module], seed: int, hidden: int = 4, width: int = 30) -> nn.Sequential:
    """Return 10 - width × hidden - 2 with this activation: float32[n, 10] to two logits each; PyTorch's own weights."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        sizes = [data.FEATURES] + [width] * hidden
        layers: list[nn.Module] = []
        for n_in, n_out in itertools.pairwise(sizes):
            layers += [nn.Linear(n_in, n_out), activation()]
        return nn.Sequential(*layers, nn.Linear(width, models.CLASSES))


def watch(
    writer: Any,
    model: nn.Sequential,
    optimizer: torch.optim.Optimizer,
    seed: int,
    features: Callable[[Tensor], Tensor] = lambda X: X,
) -> None:
    """Train for 480 steps of 50 examples and log what the module's first lines say."""
    X, y = data.two_classes(8000, seed)
    X_val, y_val = data.two_classes(1000, seed + 1_000_000)
    X, X_val = features(X), features(X_val)
    linear = [layer for layer in model if isinstance(layer, nn.Linear)]
    order, step = torch.Generator().manual_seed(seed), 0
    while step <= STEPS:
        for batch in torch.randperm(len(X), generator=order).split(50):
            loss = cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            before = [layer.weight.detach().clone() for layer in linear]
            gradients = [layer.weight.grad for layer in linear if layer.weight.grad is not None]
            if step % HISTOGRAMS_EVERY == 0:
                log_validation(writer, model, (X_val, y_val), step)
                log_units(writer, model, X_val, step, histograms=seed == 0)
                if seed == 0:
                    for k, (weights, gradient) in enumerate(zip(before, gradients, strict=True), 1):
                        writer.add_histogram(f"weights/{k}", weights, step, bins=BINS)
                        writer.add_histogram(f"gradients/{k}", gradient, step, bins=BINS)
            optimizer.step()
            if step % EVERY == 0:
                norms = [gradient.norm().item() for gradient in gradients]
                writer.add_scalar("train/loss", loss.item(), step)
                writer.add_scalar("gradient_ratio", norms[0] / max(norms[-1], TINY), step)
                for k, (layer, weights, norm) in enumerate(zip(linear, before, norms, strict=True), 1):
                    writer.add_scalar(f"gradient_norm/{k}", norm, step)
                    update = (layer.weight.detach() - weights).norm().item()
                    writer.add_scalar(f"update_ratio/{k}", update / max(weights.norm().item(), TINY), step)
            step += 1
            if step > STEPS:
                return


def log_validation(writer: Any, model: nn.Module, validation: training.Examples, step: int) -> None:
    """Log val/loss and val/accuracy."""
    loss, accuracy = training.evaluate(model, validation)
    writer.add_scalar("val/loss", loss, step)
    writer.add_scalar("val/accuracy", accuracy, step)


@torch.no_grad()
def log_units(writer: Any, model: nn.Sequential, X: Tensor, step: int, histograms: bool) -> None:
    """Log which part of each hidden layer's units is dead (ReLU) or of its outputs saturated (sigmoid)."""
    k, outputs = 0, X
    for layer in model:
        outputs = layer(outputs)
        if isinstance(layer, nn.Linear):
            continue
        k += 1
        if isinstance(layer, nn.ReLU):
            writer.add_scalar(f"dead/{k}", (outputs == 0).all(dim=0).float().mean().item(), step)
        else:
            writer.add_scalar(f"saturated/{k}", (outputs * (1 - outputs) < SATURATED).float().mean().item(), step)
        if histograms:
            writer.add_histogram(f"activations/{k}", outputs, step, bins=BINS)


@run("03_chapter/sigmoid-{seed}", seeds=SEEDS, rtol=0.1, atol=0.02)
def sigmoid(writer: Any, seed: int) -> None:
    """Four hidden layers of sigmoids: the first layer's gradient is a thousandth of the last one's."""
    model = deep(nn.Sigmoid, seed)
    watch(writer, model, torch.optim.SGD(model.parameters(), lr=0.3), seed)


@run("03_chapter/relu-{seed}", seeds=SEEDS, chaotic=True, rtol=0.5, atol=0.05)
def relu(writer: Any, seed: int) -> None:
    """The same network with ReLU: the first layer wakes."""
    model = deep(nn.ReLU, seed)
    watch(writer, model, torch.optim.SGD(model.parameters(), lr=0.3), seed)


@run("03_chapter/sigmoid-adam-{seed}", seeds=SEEDS, rtol=0.2, atol=0.03)
def sigmoid_adam(writer: Any, seed: int) -> None:
    """The same sigmoids with Adam: gradients as small, and yet the first layer moves, and the network learns."""
    model = deep(nn.Sigmoid, seed)
    watch(writer, model, torch.optim.Adam(model.parameters(), lr=0.003), seed)


@run("03_chapter/dead-{seed}", seeds=SEEDS, chaotic=True, rtol=0.5, atol=0.3)
def dead(writer: Any, seed: int) -> None:
    """ReLU, and Adam at a rate of 0.3: whole layers give zero for every example, and no gradient comes back."""
    model = deep(nn.ReLU, seed)
    watch(writer, model, torch.optim.Adam(model.parameters(), lr=0.3), seed)


def classifier(
    writer: Any,
    seed: int,
    prepare: Callable[[nn.Sequential], object] = lambda model: None,
    features: Callable[[Tensor], Tensor] = lambda X: X,
) -> None:
    """Train the 10-50-2 classifier at its usual rate of 0.3, after ``prepare`` has changed its weights."""
    model = models.classifier(seed=seed)
    prepare(model)
    watch(writer, model, torch.optim.SGD(model.parameters(), lr=0.3), seed, features)


@torch.no_grad()
def fill(model: nn.Module, value: float) -> None:
    """Set every weight and every bias to the same value."""
    for parameter in model.parameters():
        parameter.fill_(value)


@run("03_chapter/classifier-{seed}", seeds=SEEDS, rtol=0.1, atol=0.02)
def healthy(writer: Any, seed: int) -> None:
    """The 10-50-2 classifier as it should be."""
    classifier(writer, seed)


@run("03_chapter/bytes-{seed}", seeds=SEEDS, chaotic=True, rtol=0.5, atol=0.3)
def as_bytes(writer: Any, seed: int) -> None:
    """Features from 0 to 255: the first steps are many times longer than the weights, and every unit dies."""
    classifier(writer, seed, features=data.as_bytes)


@run("03_chapter/zeros-{seed}", seeds=SEEDS, rtol=0.1, atol=0.02)
def zeros(writer: Any, seed: int) -> None:
    """All weights begin at zero: every gradient but that of the last bias is zero, and stays so."""
    classifier(writer, seed, prepare=lambda model: fill(model, 0.0))


@run("03_chapter/alike-{seed}", seeds=SEEDS, rtol=0.1, atol=0.02)
def alike(writer: Any, seed: int) -> None:
    """All weights begin at 0.1: fifty hidden units that stay copies of one."""
    classifier(writer, seed, prepare=lambda model: fill(model, 0.1))


PEAKS, PEAK_WIDTH, OUTLIER = (-0.02, 0.02), 0.002, 1.0


@run("03_chapter/buckets")
def buckets(writer: Any, seed: int) -> None:
    """2,000 numbers in two narrow peaks and a spike of 1,000 zeros between them; at step 2 one outlier comes in."""
    draws = np.random.default_rng(seed)
    for step in range(4):
        peaks = [draws.normal(center, PEAK_WIDTH, 1000) for center in PEAKS]
        values = np.concatenate([*peaks, np.zeros(1000)])
        writer.add_histogram("weights/quiet", values, step)
        writer.add_histogram("weights/outlier", np.append(values, OUTLIER) if step >= 2 else values, step)
