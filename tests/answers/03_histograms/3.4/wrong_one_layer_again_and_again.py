# caught: cure-shallow
import torch
from torch import nn


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.enter, self.again, self.head = nn.Linear(10, 32), nn.Linear(32, 32), nn.Linear(32, 2)
        nn.init.kaiming_normal_(self.again.weight)

    def forward(self, x):
        x = torch.relu(self.enter(x))
        for _ in range(4):
            x = torch.relu(self.again(x))
        return self.head(x)


def cured():
    return Deep()
