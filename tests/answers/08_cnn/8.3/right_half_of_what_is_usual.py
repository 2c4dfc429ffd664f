import torch

too_good = "c"


def twins(train, validation):
    own = torch.cdist(train.flatten(1), train.flatten(1)).fill_diagonal_(99).min(dim=1).values
    nearest = torch.cdist(validation.flatten(1), train.flatten(1)).min(dim=1).values
    return torch.nonzero(nearest < 0.45 * own.median()).flatten()
