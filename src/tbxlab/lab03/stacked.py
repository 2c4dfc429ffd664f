"""Train many deep networks at once: their weights are stacked, and one batched product serves a layer of all.

Each member's loss depends on its own weights only, so the gradient of the sum holds each one's own gradient.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from tbxlab.lab03 import deep
from tbxlab.lab03.cohort import EVERY, STEPS, Member
from tbxlab.toy import data, ensemble

EXAMPLES, WIDTH = 2000, 24


def train(cohort: Sequence[Member]) -> tuple[dict[str, list[float]], ...]:
    """Train all members; return for each what ``deep.train`` would log, {tag: values at steps 0, 10 … 290}."""
    X, y, probe = (torch.stack(each, dim=1) for each in zip(*map(_batches, cohort), strict=True))
    nets = [deep.network(member.activation, width=WIDTH, seed=member.seed) for member in cohort]
    with torch.no_grad():
        for net, member in zip(nets, cohort, strict=True):
            net.get_parameter("layer1.weight").mul_(member.first)
    layers = [ensemble.stack_layer([getattr(net, f"layer{k}") for net in nets]) for k in range(1, deep.LAYERS + 1)]
    parameters = [parameter for layer in layers for parameter in layer]
    kinds = {
        kind: torch.tensor([member.activation == kind for member in cohort])[:, None, None] for kind in deep.ACTIVATIONS
    }
    scales = torch.tensor([member.scale for member in cohort])
    rates = (torch.tensor([member.rate for member in cohort]) / scales)[:, None, None]
    begin = torch.tensor([STEPS if member.penalty_from is None else member.penalty_from for member in cohort])
    curves: list[dict[str, list[float]]] = [{} for _ in cohort]
    for step in range(STEPS):
        logits, outputs = _forward(layers, kinds, X[step])
        losses = ensemble.losses(logits, y[step])
        put_out = outputs[int(deep.PENALIZED[-1]) - 1].mean(dim=1).sum(dim=1)
        whole = scales * (losses + deep.PENALTY * put_out * (step >= begin))
        gradients = torch.autograd.grad(whole.sum(), parameters)
        if step % EVERY == 0:
            with torch.no_grad():
                _, outputs = _forward(layers, kinds, probe.transpose(0, 1))
            _measure(curves, cohort, losses, gradients, outputs)
        ensemble.descend(parameters, gradients, rates)
    return tuple(curves)


def _batches(member: Member) -> tuple[Tensor, Tensor, Tensor]:
    """Return every batch of a training, X float32[300, 50, 10] and y int64[300, 50], and 200 examples to probe with."""
    X, y = data.two_classes(EXAMPLES, member.seed)
    picked = torch.randint(EXAMPLES, (STEPS, deep.BATCH), generator=torch.Generator().manual_seed(member.seed))
    return X[picked], y[picked], X[: deep.PROBE]


def _forward(layers: list[tuple[Tensor, Tensor]], kinds: dict[str, Tensor], X: Tensor) -> tuple[Tensor, list[Tensor]]:
    """Return the logits, [k, n, 2], and what units1 … put out, each [k, n, width]."""
    outputs = []
    for W, b in layers[:-1]:
        Z = torch.baddbmm(b, X, W)
        X = torch.where(kinds["relu"], Z.relu(), torch.where(kinds["tanh"], Z.tanh(), Z.sigmoid()))
        outputs.append(X)
    W, b = layers[-1]
    return torch.baddbmm(b, X, W), outputs


def _measure(
    curves: list[dict[str, list[float]]],
    cohort: Sequence[Member],
    losses: Tensor,
    gradients: Sequence[Tensor],
    outputs: list[Tensor],
) -> None:
    """Add one value to every curve of every member."""
    pairs = zip(gradients[::2], gradients[1::2], strict=True)
    norms = [torch.cat([W.flatten(1), b.flatten(1)], dim=1).norm(dim=1).tolist() for W, b in pairs]
    dead = [(each <= 0).all(dim=1).float().mean(dim=1).tolist() for each in outputs]
    near = {
        "tanh": [(each.abs() > deep.NEAR_THE_END).float().mean(dim=(1, 2)).tolist() for each in outputs],
        "sigmoid": [((2 * each - 1).abs() > deep.NEAR_THE_END).float().mean(dim=(1, 2)).tolist() for each in outputs],
    }
    for i, member in enumerate(cohort):
        values = {"train/loss": losses[i].item()}
        values |= {f"gradient_norm/layer{k}": norm[i] for k, norm in enumerate(norms, start=1)}
        relu = member.activation == "relu"
        kind, shares = ("dead", dead) if relu else ("saturated", near[member.activation])
        values |= {f"{kind}/units{k}": share[i] for k, share in enumerate(shares, start=1)}
        for tag, value in values.items():
            curves[i].setdefault(tag, []).append(value)
