from torch import nn


def cured():
    layers = []
    for _ in range(5):
        layers += [nn.LazyLinear(24), nn.LazyBatchNorm1d(), nn.ReLU()]
    return nn.Sequential(*layers, nn.LazyLinear(2))
