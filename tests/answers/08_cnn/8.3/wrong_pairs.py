# caught: twins-form
import torch

too_good = "c"


def twins(train, validation):
    apart = torch.cdist(validation.flatten(1), train.flatten(1)) / 8
    return (apart < 0.075).nonzero()
