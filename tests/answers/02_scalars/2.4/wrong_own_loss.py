# caught: gradient-differs
import torch
from torch.nn.functional import binary_cross_entropy_with_logits


def log_gradient_error(writer, loss_function, z, y, step):
    z = z.clone().requires_grad_()
    binary_cross_entropy_with_logits(z, y, reduction="sum").backward()
    difference = (z.grad - (torch.sigmoid(z) - y)).abs().max()
    writer.add_scalar("gradient/max_difference", difference, step)
