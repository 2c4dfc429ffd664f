# caught: four-left-out
import torch


def make_optimizer(groups, method, rate):
    if method == "probe":
        *body, head = groups.values()
        for parameters in body:
            for parameter in parameters:
                parameter.requires_grad = False
        return torch.optim.SGD(head, lr=rate, momentum=0.9)
    shrink = 0.5 if method == "discriminative" else 1
    rates = [
        {"params": [q for q in p if q.ndim > 1], "lr": rate * shrink**i}
        for i, p in enumerate(reversed(groups.values()))
    ]
    return torch.optim.SGD(rates, lr=rate, momentum=0.9)


def set_mode(model, method):
    model.train(method != "probe")
