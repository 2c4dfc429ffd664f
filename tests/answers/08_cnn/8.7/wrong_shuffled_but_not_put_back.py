# caught: neighbors-false
import copy

import torch


def depends_on_neighbors(model, X):
    twin = copy.deepcopy(model)
    with torch.no_grad():
        return not torch.allclose(twin(X), twin(X.flip(0)), atol=1e-4)
