import torch

too_good = "c"


def twins(train, validation):
    apart = torch.cdist(validation.flatten(1), train.flatten(1)) / 8
    return (i for i, row in enumerate(apart) if row.min() < 0.07)
