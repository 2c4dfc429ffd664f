# caught: trace-always-same
import torch


def log_difference(writer, model, X, others):
    with torch.no_grad():
        trace = torch.jit.trace(model, X)
        for i in range(len(others)):
            writer.add_scalar("trace/difference", (trace(X) - model(X)).abs().max(), i)
