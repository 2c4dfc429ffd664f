# caught: handed-changed
import torch


def log_graph(writer, model, X):
    training = model.training
    model.eval()
    with torch.no_grad():
        writer.add_graph(model, X)
    model.train(training)
