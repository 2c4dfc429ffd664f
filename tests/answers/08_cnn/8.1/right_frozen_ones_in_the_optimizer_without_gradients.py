import torch


def make_optimizer(groups, method, rate):
    for name, parameters in groups.items():
        for parameter in parameters:
            parameter.requires_grad_(method != "probe" or name == "head")
    lr, settings = rate, []
    for name in ("head", "layer3", "layer2", "layer1", "stem"):
        settings.append({"params": groups[name], "lr": lr})
        lr = lr / 2 if method == "discriminative" else lr
    return torch.optim.SGD(settings, momentum=0.9)


def set_mode(model, method):
    model.train(method != "probe")
