# caught: cure-shallow
from torch import nn


class Shallow(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(10, 32), nn.Linear(32, 2)
        self.spare = nn.ModuleList(nn.Linear(32, 32) for _ in range(4))

    def forward(self, X):
        return self.last(self.first(X).relu())


def cured():
    return Shallow()
