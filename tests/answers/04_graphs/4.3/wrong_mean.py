# caught: trace-mean
import torch


def log_difference(writer, model, X, others):
    with torch.no_grad():
        trace = torch.jit.trace(model, X)
        for i, x in enumerate(others):
            writer.add_scalar("trace/difference", (trace(x) - model(x)).abs().mean(), i)
