import torch
from torch import nn


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(32, 2)
        self.layers = nn.ModuleList(nn.Linear(10 if i == 0 else 32, 32) for i in range(5))
        for layer in self.layers:
            nn.init.kaiming_normal_(layer.weight)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.head(x)


def cured():
    return Deep()
