from torch import nn


class Block(nn.Module):
    """Adds to what comes in: on the way down, the gradient passes by the layer undiminished."""

    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(width, width)

    def forward(self, X):
        return X + self.layer(X).relu()


def cured():
    return nn.Sequential(nn.Linear(10, 32), nn.ReLU(), *(Block(32) for _ in range(5)), nn.Linear(32, 2))
