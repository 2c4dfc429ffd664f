# caught: handed-changed
import torch


def log_graph(writer, model, X):
    modes = {name: part.training for name, part in model.named_children()}
    with torch.no_grad():
        writer.add_graph(model, X)
    for name, part in model.named_children():
        part.train(modes[name])
    model.training = True
