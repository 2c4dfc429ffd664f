import torch
from torch import nn
from torch.nn import functional as F


class Layer(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * (2 / inputs) ** 0.5)

    def forward(self, x):
        return torch.einsum("oi,ni->no", self.weight, x)


def cured():
    layers = []
    for inputs in (10, 20, 20, 20, 20):
        layers += [Layer(inputs, 20), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(20, 2))
