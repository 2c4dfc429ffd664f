import torch
from torch.nn.functional import cross_entropy


@torch.no_grad()
def log_validation(writer, model, loader, epoch, batches_per_epoch):
    model.eval()
    loss, right, n = 0.0, 0, 0
    for X, y in loader:
        logits = model(X)
        loss += cross_entropy(logits, y, reduction="sum").item()
        right += (logits.argmax(dim=1) == y).sum().item()
        n += len(y)
    step = (epoch + 1) * batches_per_epoch - 1
    writer.add_scalar("val/loss", loss / n, step)
    writer.add_scalar("val/accuracy", right / n, step)
