# caught: graph-other-model
import copy

import torch


def log_graph(writer, model, X):
    first = next(iter(copy.deepcopy(model).children()), model)
    with torch.no_grad():
        writer.add_graph(first if X.dim() == 4 else copy.deepcopy(model), X)
