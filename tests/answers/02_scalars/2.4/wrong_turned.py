# caught: gradient-turned
import torch


def log_gradient_error(writer, loss_function, z, y, step):
    z = z.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss_function(z, y), z)
    difference = (gradient - (y - torch.sigmoid(z))).abs().max()
    writer.add_scalar("gradient/max_difference", difference, step)
