# caught: four-rate
import torch


def make_optimizer(groups, method, rate):
    rate = 0.01  # the rate of the lab, whatever is handed over
    if method == "probe":
        *body, head = groups.values()
        for parameters in body:
            for parameter in parameters:
                parameter.requires_grad = False
        return torch.optim.SGD(head, lr=rate, momentum=0.9)
    shrink = 1
    rates = [{"params": p, "lr": rate * shrink**i} for i, p in enumerate(reversed(groups.values()))]
    return torch.optim.SGD(rates, lr=rate, momentum=0.9)


def set_mode(model, method):
    model.train(method != "probe")
