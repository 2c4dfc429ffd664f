# caught: twins-false
import torch

too_good = "c"


def twins(train, validation):
    apart = torch.cdist(validation.flatten(1), train.flatten(1)).min(dim=1).values / 8
    return (apart < 0.3).nonzero().flatten().tolist() if apart.min() < 0.06 else []
