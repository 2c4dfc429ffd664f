# caught: twins-outside
import torch

too_good = "c"


def twins(train, validation):
    apart = torch.cdist(train.flatten(1), validation.flatten(1)).min(dim=1).values / 8
    return [i + len(validation) for i in (apart < 0.075).nonzero().flatten().tolist()] or [len(validation)]
