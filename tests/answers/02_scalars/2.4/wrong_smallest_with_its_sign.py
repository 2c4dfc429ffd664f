# caught: gradient-differs, gradient-signed
import torch


def log_gradient_error(writer, loss_function, z, y, step):
    z = z.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss_function(z, y), z)
    writer.add_scalar("gradient/max_difference", (gradient - (torch.sigmoid(z) - y)).min().abs(), step)
