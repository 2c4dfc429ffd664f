def log_histograms(writer, model, activations, step, every):
    if step % every == 0:
        for name, parameter in model.named_parameters():
            writer.add_histogram(f"weights/{name}", parameter.detach().numpy(), bins=30, global_step=step)
            if parameter.grad is not None:
                writer.add_histogram(f"gradients/{name}", parameter.grad.flatten().numpy(), step)
        for name, outputs in activations.items():
            writer.add_histogram(f"activations/{name}", outputs.detach().numpy(), step)
