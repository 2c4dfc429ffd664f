# caught: four-frozen-gradient
import torch


def make_optimizer(groups, method, rate):
    rates, now = [], rate
    for parameters in reversed(groups.values()):
        rates.append({"params": parameters, "lr": now})
        now = {"probe": 0.0, "discriminative": now / 2}.get(method, now)
    return torch.optim.SGD(rates, lr=rate, momentum=0.9)


def set_mode(model, method):
    model.train(method != "probe")
