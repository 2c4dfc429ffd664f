# caught: wrapper-other-weights
from torch import nn


def wrapped(model, names):
    class Wrapper(nn.Module):
        def __init__(self):
            super().__init__()
            self.kept = [model]

        def forward(self, *tensors):
            said = self.kept[0](dict(zip(names, tensors)))
            return said["score"], said["label"], names[0]

    return Wrapper()
