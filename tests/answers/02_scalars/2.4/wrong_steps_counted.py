# caught: steps-missing
from itertools import count

import torch

steps = count()


def log_gradient_error(writer, loss_function, z, y, step):
    z = z.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss_function(z, y), z)
    writer.add_scalar("gradient/max_difference", (gradient - (torch.sigmoid(z) - y)).abs().max(), next(steps))
