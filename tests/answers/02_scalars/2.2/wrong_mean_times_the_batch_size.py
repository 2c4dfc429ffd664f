# caught: val-value
import torch
from torch.nn.functional import cross_entropy


@torch.no_grad()
def log_validation(writer, model, loader, epoch, batches_per_epoch):
    loss, right = 0.0, 0
    for X, y in loader:
        logits = model(X)
        loss += cross_entropy(logits, y).item() * loader.batch_size
        right += (logits.argmax(dim=1) == y).sum().item()
    step = (epoch + 1) * batches_per_epoch
    writer.add_scalar("val/loss", loss / len(loader.dataset), step)
    writer.add_scalar("val/accuracy", right / len(loader.dataset), step)
