# caught: histograms-extra
import torch


def log_histograms(writer, model, activations, step, every):
    if step % every == 0:
        for name, parameter in model.named_parameters():
            gradient = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
            writer.add_histogram(f"weights/{name}", parameter, step)
            writer.add_histogram(f"gradients/{name}", gradient, step)
        for name, outputs in activations.items():
            writer.add_histogram(f"activations/{name}", outputs, step)
