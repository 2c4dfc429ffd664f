# caught: twins-changed
import torch

too_good = "c"


def twins(train, validation):
    middle = train.mean(dim=0)
    train -= middle
    validation -= middle
    apart = torch.cdist(validation.flatten(1), train.flatten(1)).min(dim=1).values / 8
    return (apart < 0.075).nonzero().flatten().tolist()
