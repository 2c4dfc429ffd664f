# caught: handed-changed
import copy

import torch


def log_graph(writer, model, X):
    modes = [(part, part.training) for part in model.modules()]
    model.train()
    model(X)  # to see whether it runs
    with torch.no_grad():
        writer.add_graph(copy.deepcopy(model), X)
    for part, mode in modes:
        part.training = mode
