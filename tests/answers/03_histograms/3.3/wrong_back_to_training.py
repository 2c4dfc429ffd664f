# caught: handed-changed
import torch
from torch import nn


def log_units(writer, model, X, step):
    def watch(name):
        def hook(part, inputs, outputs):
            if isinstance(part, nn.ReLU):
                share = (outputs == 0).all(dim=0).float().mean()
                writer.add_scalar(f"dead/{name}", share.item(), step)
            else:
                share = ((outputs < 0.05) | (outputs > 0.95)).float().mean()
                writer.add_scalar(f"saturated/{name}", share.item(), step)

        return hook

    handles = [
        part.register_forward_hook(watch(name))
        for name, part in model.named_modules()
        if isinstance(part, (nn.ReLU, nn.Sigmoid))
    ]
    model.eval()
    with torch.no_grad():
        model(X)
    for handle in handles:
        handle.remove()
    model.train()
