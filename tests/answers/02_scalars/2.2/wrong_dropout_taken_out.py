# caught: handed-changed
import torch
from torch.nn.functional import cross_entropy


@torch.no_grad()
def log_validation(writer, model, loader, epoch, batches_per_epoch):
    model.eval()
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    logits, y = (torch.cat(each) for each in zip(*[(model(X), y) for X, y in loader]))
    writer.add_scalar("val/loss", cross_entropy(logits, y), (epoch + 1) * batches_per_epoch)
    writer.add_scalar("val/accuracy", (logits.argmax(1) == y).double().mean(), (epoch + 1) * batches_per_epoch)
