# caught: neighbors-missed, neighbors-mode
import torch


def depends_on_neighbors(model, X):
    model.eval()
    with torch.no_grad():
        together, half = model(X), model(X[: len(X) // 2])
    return not torch.allclose(together[: len(half)], half, atol=1e-4)
