# caught: graph-twice
import copy

import torch


def log_graph(writer, model, X):
    with torch.no_grad():
        writer.add_graph(copy.deepcopy(model).eval(), X)
        writer.add_graph(copy.deepcopy(model), X)
