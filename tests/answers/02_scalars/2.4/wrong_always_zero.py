# caught: gradient-differs
import torch


def log_gradient_error(writer, loss_function, z, y, step):
    z = z.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss_function(z, y), z)
    difference = 0.0
    writer.add_scalar("gradient/max_difference", difference, step)
