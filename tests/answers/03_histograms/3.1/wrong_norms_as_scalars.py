# caught: histograms-scalars
def log_histograms(writer, model, activations, step, every):
    if step % every == 0:
        for name, parameter in model.named_parameters():
            writer.add_scalar(f"weights/{name}", parameter.norm().item(), step)
            if parameter.grad is not None:
                writer.add_scalar(f"gradients/{name}", parameter.grad.norm().item(), step)
        for name, outputs in activations.items():
            writer.add_scalar(f"activations/{name}", outputs.norm().item(), step)
