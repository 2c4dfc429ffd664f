# caught: cure-learns-nothing
from itertools import pairwise

from torch import nn


def cured():
    layers = []
    for inputs, outputs in pairwise([10, 32, 32, 32, 32, 32]):
        layer = nn.Linear(inputs, outputs)
        nn.init.normal_(layer.weight, std=4.0)
        layers += [layer, nn.Sigmoid()]
    return nn.Sequential(*layers, nn.Linear(32, 2))
