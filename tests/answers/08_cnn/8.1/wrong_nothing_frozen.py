# caught: four-frozen-moves
import torch


def make_optimizer(groups, method, rate):
    shrink = 0.5 if method == "discriminative" else 1
    rates = [{"params": p, "lr": rate * shrink**i} for i, p in enumerate(reversed(groups.values()))]
    return torch.optim.SGD(rates, lr=rate, momentum=0.9)


def set_mode(model, method):
    model.train(method != "probe")
