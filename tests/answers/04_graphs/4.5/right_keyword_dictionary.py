from torch import nn


class Wrapper(nn.Module):
    def __init__(self, model, names):
        super().__init__()
        self.inner, self.names = model, tuple(names)

    def forward(self, *tensors):
        batch = {}
        for i in range(len(self.names)):
            batch[self.names[i]] = tensors[i]
        return tuple(value for value in self.inner(batch).values())


def wrapped(model, names):
    return Wrapper(model, names)
