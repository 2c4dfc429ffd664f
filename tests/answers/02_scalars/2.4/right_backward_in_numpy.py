import numpy as np
import torch


def log_gradient_error(writer, loss_function, z, y, step):
    leaf = torch.nn.Parameter(z)
    loss_function(leaf, y).backward()
    formula = 1 / (1 + np.exp(-z.numpy().astype(float))) - y.numpy()
    writer.add_scalar("gradient/max_difference", np.abs(leaf.grad.numpy() - formula).max(), step)
