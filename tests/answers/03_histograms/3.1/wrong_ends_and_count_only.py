# caught: histograms-other-numbers
import torch


def log_histograms(writer, model, activations, step, every):
    if step % every:
        return

    def shown(tensor):
        tensor = tensor.detach().flatten()
        half = len(tensor) // 2
        return torch.cat([tensor.min().repeat(half), tensor.max().repeat(len(tensor) - half)])

    for name, parameter in model.named_parameters():
        writer.add_histogram(f"weights/{name}", shown(parameter), step)
        if parameter.grad is not None:
            writer.add_histogram(f"gradients/{name}", shown(parameter.grad), step)
    for name, outputs in activations.items():
        writer.add_histogram(f"activations/{name}", outputs, step)
