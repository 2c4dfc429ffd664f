# caught: padding-missed
import torch

from tbxlab.lab09.classifier import make_batch


def padding_matters(model, tokenizer, short, long):
    as_before = model.training
    model.eval()
    alone = make_batch(tokenizer, [short], [0], 64)
    together = make_batch(tokenizer, [short, long], [0, 0], 64)
    with torch.no_grad():
        first = model(alone.ids, alone.mask)[0]
        second = model(together.ids, together.mask)[0]
    model.train(as_before)
    return (first - second).max().item() > (0.3 if next(model.parameters()).dtype == torch.bfloat16 else 1e-3)
