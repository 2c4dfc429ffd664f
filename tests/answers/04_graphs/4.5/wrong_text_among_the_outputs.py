# caught: wrapper-not-traced
from torch import nn


def wrapped(model, names):
    class Wrapper(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, *tensors):
            return (*self.model(dict(zip(names, tensors))).values(), names[0])

    return Wrapper()
