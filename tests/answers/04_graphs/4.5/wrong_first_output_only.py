# caught: wrapper-outputs
from torch import nn


def wrapped(model, names):
    class Wrapper(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, *tensors):
            return tuple(self.model(dict(zip(names, tensors))).values())[:1]

    return Wrapper()
