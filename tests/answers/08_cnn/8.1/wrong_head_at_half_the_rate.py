# caught: four-rate-halved
import itertools

import torch


def make_optimizer(groups, method, rate):
    if method == "probe":
        *body, head = groups.values()
        for parameter in itertools.chain(*body):
            parameter.requires_grad_(False)
        return torch.optim.SGD(head, lr=rate, momentum=0.9)
    shrink = 0.5 if method == "discriminative" else 1.0
    rates = [
        {"params": parameters, "lr": rate * shrink ** (i + 1)} for i, parameters in enumerate(reversed(groups.values()))
    ]
    return torch.optim.SGD(rates, lr=rate, momentum=0.9)


def set_mode(model, method):
    model.train(method != "probe")
