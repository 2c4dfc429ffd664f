import torch
from torch import nn


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [10, 32, 32, 32, 32, 32, 2]
        self.W = nn.ParameterList(
            torch.randn(inputs, outputs) * (2 / inputs) ** 0.5 for inputs, outputs in zip(sizes, sizes[1:])
        )
        self.b = nn.ParameterList(torch.zeros(outputs) for outputs in sizes[1:])

    def forward(self, x):
        for i, (W, b) in enumerate(zip(self.W, self.b)):
            x = x @ W + b
            x = x.relu() if i < 5 else x
        return x


def cured():
    return Deep()
