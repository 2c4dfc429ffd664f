# caught: cure-diverged
from itertools import pairwise

from torch import nn


def cured():
    layers = []
    for inputs, outputs in pairwise([10, 32, 32, 32, 32, 32]):
        layer = nn.Linear(inputs, outputs)
        nn.init.normal_(layer.weight, std=2.0)
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(32, 2))
