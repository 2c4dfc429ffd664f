import torch


def make_optimizer(groups, method, rate):
    names = list(groups)
    settings = []
    for i, name in enumerate(names):
        for parameter in groups[name]:
            if method == "probe" and name != names[-1]:
                parameter.requires_grad_(False)
                continue
            lr = rate / 2 ** (len(names) - 1 - i) if method == "discriminative" else rate
            settings.append({"params": [parameter], "lr": lr, "momentum": 0.9})
    return torch.optim.SGD(settings, lr=1.0)


def set_mode(model, method):
    model.train(method != "probe")
