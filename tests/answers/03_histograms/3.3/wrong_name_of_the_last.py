# caught: no-tag
import torch
from torch import nn


def log_units(writer, model, X, step):
    handles = []
    for name, part in model.named_modules():
        if isinstance(part, (nn.ReLU, nn.Sigmoid)):
            tag = "dead" if isinstance(part, nn.ReLU) else "saturated"

            def hook(part, inputs, outputs):
                ends = outputs == 0 if isinstance(part, nn.ReLU) else (outputs < 0.05) | (outputs > 0.95)
                share = ends.all(dim=0).float().mean() if isinstance(part, nn.ReLU) else ends.float().mean()
                writer.add_scalar(f"{tag}/{name}", share.item(), step)

            handles.append(part.register_forward_hook(hook))
    with torch.no_grad():
        model(X)
    for handle in handles:
        handle.remove()
