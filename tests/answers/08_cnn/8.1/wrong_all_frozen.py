# caught: four-stands-still
import torch


def make_optimizer(groups, method, rate):
    if method == "probe":
        *_, head = groups.values()
        for parameters in groups.values():
            for parameter in parameters:
                parameter.requires_grad = False
        return torch.optim.SGD(head, lr=rate, momentum=0.9)
    shrink = 0.5 if method == "discriminative" else 1
    rates = [{"params": p, "lr": rate * shrink**i} for i, p in enumerate(reversed(groups.values()))]
    return torch.optim.SGD(rates, lr=rate, momentum=0.9)


def set_mode(model, method):
    model.train(method != "probe")
