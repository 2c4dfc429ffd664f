import torch


def log_graph(writer, model, X):
    modes = {part: part.training for part in model.modules()}
    with torch.no_grad():
        writer.add_graph(model, X)
    for part, mode in modes.items():
        part.training = mode
