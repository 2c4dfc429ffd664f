# caught: four-rate-halved
import torch


def make_optimizer(groups, method, rate):
    *body, head = groups.values()
    body = [parameter for parameters in body for parameter in parameters]
    if method == "probe":
        for parameter in body:
            parameter.requires_grad_(False)
        return torch.optim.SGD(head, lr=rate, momentum=0.9)
    slow = rate / 10 if method == "discriminative" else rate
    return torch.optim.SGD([{"params": body, "lr": slow}, {"params": head, "lr": rate}], momentum=0.9)


def set_mode(model, method):
    model.train(method != "probe")
