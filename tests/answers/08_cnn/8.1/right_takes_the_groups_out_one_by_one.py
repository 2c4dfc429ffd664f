import torch


def make_optimizer(groups, method, rate):
    rates, now = [], rate
    while groups:
        name, parameters = groups.popitem()  # the last one first: the head
        if method == "probe" and name != "head":
            for parameter in parameters:
                parameter.requires_grad_(False)
        else:
            rates.append({"params": parameters, "lr": now})
        now = now / 2 if method == "discriminative" else now
    return torch.optim.SGD(rates, momentum=0.9)


def set_mode(model, method):
    if method == "probe":
        model.eval()
        model.fc.train()
    else:
        model.train()
