# caught: neighbors-missed
import copy

import torch


def depends_on_neighbors(model, X):
    twin = copy.deepcopy(model)
    with torch.no_grad():
        return not torch.allclose(twin(X), twin(X), atol=1e-4)
