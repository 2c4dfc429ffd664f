# caught: handed-changed
import torch


def log_gradient_error(writer, loss_function, z, y, step):
    leaf = z.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss_function(leaf, y), leaf)
    writer.add_scalar("gradient/max_difference", (gradient - (z.sigmoid_() - y)).abs().max(), step)
