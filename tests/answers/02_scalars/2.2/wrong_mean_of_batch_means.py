# caught: val-mean-of-means
import torch
from torch.nn.functional import cross_entropy


@torch.no_grad()
def log_validation(writer, model, loader, epoch, batches_per_epoch):
    losses, accuracies = [], []
    for X, y in loader:
        logits = model(X)
        losses.append(cross_entropy(logits, y).item())
        accuracies.append((logits.argmax(dim=1) == y).float().mean().item())
    step = (epoch + 1) * batches_per_epoch
    writer.add_scalar("val/loss", sum(losses) / len(losses), step)
    writer.add_scalar("val/accuracy", sum(accuracies) / len(accuracies), step)
