# caught: handed-changed
import torch


def log_graph(writer, model, X):
    model.eval()
    with torch.no_grad():
        writer.add_graph(model, X)
