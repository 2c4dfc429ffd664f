import torch

too_good = "c"


def twins(train, validation):
    apart = torch.cdist(validation.flatten(1), train.flatten(1)) / 8
    return (apart.min(dim=1).values < 0.092).nonzero()
