"""What a training step has to hold in memory, counted: no process's peak, which depends on the machine."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tbxlab.lab09.classifier import Batch

MIB = 2**20


def held(model: nn.Module, batch: Batch) -> dict[str, float]:
    """Return in MiB what one step of AdamW holds: weights, activations, gradients and optimizer (its two moments).

    Activations are the tensors that the forward pass of ``batch`` keeps for the backward pass, each storage once,
    weights left out: autograd names them by its saved-tensor hooks. A frozen layer with nothing trainable below it
    keeps none.
    """
    weights = {p.untyped_storage().data_ptr(): p.nbytes for p in model.parameters()}
    kept: dict[int, int] = {}
    alive = []  # an address is one storage's only while that one lives

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage.nbytes()
            alive.append(storage)
        return tensor.detach()  # with its history, it would hold the graph that holds it: never freed

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        loss = cross_entropy(model(batch.ids, batch.mask), batch.labels)
    del loss
    trained = sum(p.nbytes for p in model.parameters() if p.requires_grad)
    parts = {
        "weights": sum(weights.values()),
        "activations": sum(kept.values()),
        "gradients": trained,
        "optimizer": 2 * trained,
    }
    return {name: size / MIB for name, size in parts.items()}
