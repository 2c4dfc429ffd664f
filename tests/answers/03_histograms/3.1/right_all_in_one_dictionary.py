def log_histograms(writer, model, activations, step, every):
    if step % every:
        return
    named = list(model.named_parameters())
    tensors = {f"weights/{name}": parameter for name, parameter in named}
    tensors |= {f"gradients/{name}": parameter.grad for name, parameter in named if parameter.grad is not None}
    tensors |= {f"activations/{name}": outputs for name, outputs in activations.items()}
    for tag, tensor in tensors.items():
        writer.add_histogram(tag, tensor.detach().numpy(), step, max_bins=50)
