# caught: handed-changed
def log_histograms(writer, model, activations, step, every):
    if step % every:
        return
    for name, parameter in model.named_parameters():
        writer.add_histogram(f"weights/{name}", parameter, step)
        if parameter.grad is not None:
            writer.add_histogram(f"gradients/{name}", parameter.grad, step)
    for name, outputs in activations.items():
        writer.add_histogram(f"activations/{name}", outputs, step)
    model.zero_grad()
