# caught: twins-none-right
import torch

too_good = "c"


def twins(train, validation):
    apart = torch.cdist(validation.flatten(1), train.flatten(1)).min(dim=1).values
    return [int(apart.argmax())]
