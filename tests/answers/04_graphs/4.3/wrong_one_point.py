# caught: steps-missing
import torch


def log_difference(writer, model, X, others):
    with torch.no_grad():
        trace = torch.jit.trace(model, X)
        worst = max((trace(x) - model(x)).abs().max().item() for x in others)
    writer.add_scalar("trace/difference", worst, 0)
