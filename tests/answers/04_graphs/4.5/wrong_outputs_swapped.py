# caught: wrapper-other-values
from torch import nn


def wrapped(model, names):
    class Wrapper(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, *tensors):
            return tuple(reversed(self.model(dict(zip(names, tensors))).values()))

    return Wrapper()
