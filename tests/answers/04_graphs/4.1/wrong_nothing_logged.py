# caught: handed-changed
import torch


def log_graph(writer, model, X):
    with torch.no_grad():
        torch.jit.trace(model.eval(), X)
    model.train()
