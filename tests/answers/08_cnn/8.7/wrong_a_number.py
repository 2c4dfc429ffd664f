# caught: neighbors-form
import copy

import torch


def depends_on_neighbors(model, X):
    twin = copy.deepcopy(model)
    with torch.no_grad():
        return (twin(X)[: len(X) // 2] - twin(X[: len(X) // 2])).abs().max().item()
