# caught: neighbors-missed
import copy

import torch


def depends_on_neighbors(model, X):
    twin = copy.deepcopy(model)
    with torch.no_grad():
        return not torch.equal(twin(X).argmax(dim=1)[:2], twin(X[:2]).argmax(dim=1))
