"""A deep network on the data of Part I, trained with everything logged that tells which of its layers learn.

Six linear layers, ``layer1`` to ``layer6``, with activations ``units1`` to ``units5`` between them. The step of
every point is the number of updates that the weights had received when it was measured.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tbxlab.toy import data

LAYERS, WIDTH, BATCH, PROBE = 6, 32, 50, 200
ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}
NEAR_THE_END = 0.9
"""How near to an end of its range an output is called saturated, -1 and 1 being the ends. For tanh |z| > 1.47, where
the slope is below a fifth of its highest; σ(z) = (1 + tanh(z/2)) / 2, so for a sigmoid below 0.05 or above 0.95."""


def network(activation: str = "relu", *, width: int = WIDTH, zero: bool = False, seed: int = 0) -> nn.Sequential:
    """Return the network: float32[n, 10] to two logits, float32[n, 2]; torch's own generator is left as it was.

    Weights are drawn so that a signal keeps its size on its way: variance 2/inputs for ReLU (He et al. 2015),
    2/(inputs + outputs) for the others and the last layer (Glorot and Bengio 2010). Biases are 0; with ``zero``
    the weights are, too.
    """
    sizes = [data.FEATURES, *[width] * (LAYERS - 1), 2]
    parts: OrderedDict[str, nn.Module] = OrderedDict()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for k, (inputs, outputs) in enumerate(pairwise(sizes), start=1):
            layer = nn.Linear(inputs, outputs)
            spread = 2 / inputs if activation == "relu" and k < LAYERS else 2 / (inputs + outputs)
            nn.init.normal_(layer.weight, std=0.0 if zero else math.sqrt(spread))
            nn.init.zeros_(layer.bias)
            parts[f"layer{k}"] = layer
            if k < LAYERS:
                parts[f"units{k}"] = ACTIVATIONS[activation]()
    return nn.Sequential(parts)


@torch.no_grad()
def activations(model: nn.Sequential, X: Tensor) -> dict[str, Tensor]:
    """Return what ``units1`` to ``units5`` put out for X: {name: float32[n, width]}."""
    found = {}
    for name, part in model.named_children():
        X = part(X)
        if name.startswith("units"):
            found[name] = X
    return found


def log_gradients(writer: Any, model: nn.Sequential, step: int) -> None:
    """Log gradient_norm/layer1 … layer6: the norm of each layer's gradient, weights and bias together."""
    for name, part in model.named_children():
        if isinstance(part, nn.Linear):
            gradient = torch.cat([each.grad.flatten() for each in (part.weight, part.bias) if each.grad is not None])
            writer.add_scalar(f"gradient_norm/{name}", gradient.norm().item(), step)


def log_units(writer: Any, model: nn.Sequential, X: Tensor, step: int) -> None:
    """Log dead/units1 … (ReLU) or saturated/units1 … (sigmoid, tanh), each a share from 0 to 1.

    A unit is dead when it puts out 0 for every row of X; saturated is the share of all outputs near an end.
    """
    for name, outputs in activations(model, X).items():
        part = getattr(model, name)
        if isinstance(part, nn.ReLU):
            writer.add_scalar(f"dead/{name}", (outputs <= 0).all(dim=0).float().mean().item(), step)
        else:
            centered = 2 * outputs - 1 if isinstance(part, nn.Sigmoid) else outputs
            share = (centered.abs() > NEAR_THE_END).float().mean().item()
            writer.add_scalar(f"saturated/{name}", share, step)


def log_histograms(writer: Any, model: nn.Sequential, X: Tensor, step: int, bins: int | str = "tensorflow") -> None:
    """Log weights/… and gradients/… of every parameter, and activations/… for X, as histograms."""
    for name, parameter in model.named_parameters():
        writer.add_histogram(f"weights/{name}", parameter.detach().numpy(), step, bins=bins)
        if parameter.grad is not None:
            writer.add_histogram(f"gradients/{name}", parameter.grad.numpy(), step, bins=bins)
    for name, outputs in activations(model, X).items():
        writer.add_histogram(f"activations/{name}", outputs.numpy(), step, bins=bins)


@dataclass(frozen=True)
class Setting:
    """All that makes one training differ from another, apart from its seed."""

    activation: str = "relu"
    rate: float = 0.05
    zero: bool = False
    features: Callable[[Tensor], Tensor] | None = None
    """What is done to the features before the model gets them; None: nothing."""
    scale: float = 1.0
    """What the loss is multiplied by. The rate is divided by it, so that the weights move as they would without."""
    penalty_from: int | None = None
    """The step from which what ``units4`` put out is penalized, ``PENALTY`` times its sum over the units."""


PENALIZED, PENALTY = "units4", 6.0
HEALTHY = Setting()
SETTINGS = {
    "healthy": HEALTHY,
    "deep sigmoid": replace(HEALTHY, activation="sigmoid"),
    "dead ReLU": replace(HEALTHY, penalty_from=100),
    "unscaled inputs": replace(HEALTHY, activation="tanh", features=data.as_bytes),
    "zero initialization": replace(HEALTHY, zero=True),
}


def train(
    setting: Setting,
    seed: int,
    writer: Any = None,
    *,
    steps: int = 300,
    every: int = 10,
    histograms_every: int | None = 100,
    bins: int | str = "tensorflow",
) -> nn.Sequential:
    """Train in a ``setting`` and return the model; ``seed`` draws weights, examples and their order.

    Logs to ``writer`` (any SummaryWriter, or None) every ``every`` steps: train/loss, gradient_norm/…, and
    dead/… or saturated/… over 200 examples; every ``histograms_every`` steps the histograms.
    """
    X, y = data.two_classes(4000, seed)
    X = setting.features(X) if setting.features else X
    order = torch.Generator().manual_seed(seed)
    model = network(setting.activation, zero=setting.zero, seed=seed)
    put_out = []
    getattr(model, PENALIZED).register_forward_hook(lambda part, inputs, outputs: put_out.append(outputs))
    for step in range(steps):
        batch = torch.randint(len(X), (BATCH,), generator=order)
        put_out.clear()
        loss = cross_entropy(model(X[batch]), y[batch])
        penalized = setting.penalty_from is not None and step >= setting.penalty_from
        model.zero_grad()
        (setting.scale * (loss + PENALTY * put_out[0].mean(dim=0).sum() if penalized else loss)).backward()
        if writer and step % every == 0:
            writer.add_scalar("train/loss", loss.item(), step)
            log_gradients(writer, model, step)
            log_units(writer, model, X[:PROBE], step)
        if writer and histograms_every and step % histograms_every == 0:
            log_histograms(writer, model, X[:PROBE], step, bins)
        with torch.no_grad():
            for parameter in model.parameters():
                if parameter.grad is not None:
                    parameter.sub_(setting.rate / setting.scale * parameter.grad)
    return model
