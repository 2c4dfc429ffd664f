# caught: neighbors-missed
from torch import nn


def depends_on_neighbors(model, X):
    return any(isinstance(part, nn.BatchNorm2d) and part.training for part in model.modules())
