# caught: wrapper-other-weights
import copy

from torch import nn


def wrapped(model, names):
    class Wrapper(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = copy.deepcopy(model)

        def forward(self, *tensors):
            return tuple(self.model(dict(zip(names, tensors))).values())

    return Wrapper()
