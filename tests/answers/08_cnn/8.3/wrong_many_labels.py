# caught: leak-other
import torch

too_good = "b"


def twins(train, validation):
    apart = torch.cdist(validation.flatten(1), train.flatten(1)).min(dim=1).values / 8
    return (apart < 0.075).nonzero().flatten().tolist()
