# caught: units-extra
from functools import partial

import torch
from torch import nn


def log_units(writer, model, X, step):
    def hook(name, part, inputs, outputs):
        if isinstance(part, nn.ReLU):
            writer.add_scalar(f"dead/{name}", (outputs == 0).all(dim=0).float().mean(), step)
        else:
            writer.add_scalar(f"saturated/{name}", ((outputs < 0.05) | (outputs > 0.95)).float().mean(), step)

    handles = [
        part.register_forward_hook(partial(hook, name))
        for name, part in model.named_modules()
        if isinstance(part, (nn.ReLU, nn.Sigmoid, nn.Tanh))
    ]
    with torch.no_grad():
        model(X)
    for handle in handles:
        handle.remove()
