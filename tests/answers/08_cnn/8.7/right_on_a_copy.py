import copy

import torch


@torch.no_grad()
def depends_on_neighbors(model, X):
    twin = copy.deepcopy(model)
    return bool((twin(X)[:2] - twin(torch.cat([X[:2], 0 * X[2:]]))[:2]).abs().max() > 1e-3)
