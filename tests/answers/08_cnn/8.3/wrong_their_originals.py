# caught: twins-of-training
import torch

too_good = "c"


def twins(train, validation):
    apart = torch.cdist(validation.flatten(1), train.flatten(1)) / 8
    return (apart.min(dim=0).values < 0.075).nonzero().flatten().tolist()
