# caught: trace-signed
import torch


def log_difference(writer, model, X, others):
    with torch.no_grad():
        trace = torch.jit.trace(model, X)
        for i, x in enumerate(others):
            writer.add_scalar("trace/difference", (model(x) - trace(x)).max().item(), i)
