import torch

from tbxlab.lab09.classifier import make_batch


def padding_matters(model, tokenizer, short, long):
    training = model.training
    model.eval()
    alone = make_batch(tokenizer, [short], [0], 64)
    together = make_batch(tokenizer, [long, short], [0, 0], 64)
    with torch.no_grad():
        first, second = model(alone.ids, alone.mask)[0].double(), model(together.ids, together.mask)[1].double()
    model.train(training)
    room = 0.1 if next(model.parameters()).dtype == torch.bfloat16 else 1e-5
    return ((first - second).norm() > room * first.norm()).item()
