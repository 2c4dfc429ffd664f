# caught: handed-changed
import math

import torch
from torch.nn.functional import cross_entropy


def before_training(writer, model, X, y):
    X -= X.mean(dim=0)
    first = cross_entropy(model(X), y).item()
    writer.add_scalar("check/first_loss", first, 0)
    return "first loss"
