# caught: neighbors-false
import copy

import torch


def depends_on_neighbors(model, X):
    twin = copy.deepcopy(model).train()
    with torch.no_grad():
        together, half = twin(X), twin(X[: len(X) // 2])
    return not torch.allclose(together[: len(half)], half, atol=1e-4)
