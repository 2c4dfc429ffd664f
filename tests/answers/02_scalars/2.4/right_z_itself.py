import torch


def log_gradient_error(writer, loss_function, z, y, step):
    z.requires_grad_()
    loss_function(z, y).backward()
    writer.add_scalar("gradient/max_difference", (z.grad - (torch.sigmoid(z) - y)).abs().max(), step)
