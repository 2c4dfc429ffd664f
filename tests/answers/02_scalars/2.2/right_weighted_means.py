import torch
from torch.nn.functional import cross_entropy


@torch.no_grad()
def log_validation(writer, model, loader, epoch, batches_per_epoch):
    model.eval()
    n = len(loader.dataset)
    loss = sum(cross_entropy(model(X), y) * len(y) / n for X, y in loader)
    accuracy = sum((model(X).argmax(1) == y).float().mean() * len(y) / n for X, y in loader)
    writer.add_scalar("val/loss", loss, (epoch + 1) * batches_per_epoch - 1)
    writer.add_scalar("val/accuracy", accuracy, (epoch + 1) * batches_per_epoch - 1)
