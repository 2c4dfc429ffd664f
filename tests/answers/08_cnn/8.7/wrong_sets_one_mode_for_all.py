# caught: neighbors-mode
import copy

import torch


def depends_on_neighbors(model, X):
    kept, mode = copy.deepcopy(model.state_dict()), model.training
    with torch.no_grad():
        together, pair = model(X), model(X[:2])
    model.load_state_dict(kept)
    model.train(mode)
    return not torch.allclose(together[:2], pair, atol=1e-4)
