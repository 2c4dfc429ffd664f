# caught: trace-always-same
import torch


def log_difference(writer, model, X, others):
    with torch.no_grad():
        for i, x in enumerate(others):
            trace = torch.jit.trace(model, x)
            writer.add_scalar("trace/difference", (trace(x) - model(x)).abs().max(), i)
