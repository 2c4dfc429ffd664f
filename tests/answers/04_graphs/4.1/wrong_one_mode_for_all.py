# caught: handed-changed
import torch


def log_graph(writer, model, X):
    with torch.no_grad():
        writer.add_graph(model, X)
    model.train()
