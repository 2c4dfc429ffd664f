import functools

import torch
from torch import nn


def log_units(writer, model, X, step):
    kept, handles = {}, []
    for name, part in model.named_modules():
        if type(part) in (nn.ReLU, nn.Sigmoid):
            handles.append(part.register_forward_hook(functools.partial(keep, kept, name)))
    try:
        with torch.inference_mode():
            model(X)
    finally:
        for handle in handles:
            handle.remove()
    for name, (part, outputs) in kept.items():
        if isinstance(part, nn.ReLU):
            writer.add_scalar(f"dead/{name}", (outputs.max(dim=0).values <= 0).double().mean(), step)
        else:
            writer.add_scalar(f"saturated/{name}", ((outputs - 0.5).abs() > 0.45).double().mean(), step)


def keep(kept, name, part, inputs, outputs):
    kept[name] = part, outputs
