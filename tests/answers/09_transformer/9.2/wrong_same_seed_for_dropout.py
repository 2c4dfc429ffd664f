# caught: padding-false-dropout
import torch

from tbxlab.lab09.classifier import make_batch


def padding_matters(model, tokenizer, short, long):
    alone = make_batch(tokenizer, [short], [0], 64)
    together = make_batch(tokenizer, [short, long], [0, 0], 64)
    with torch.no_grad():
        torch.manual_seed(0)
        first = model(alone.ids, alone.mask)[0]
        torch.manual_seed(0)
        second = model(together.ids, together.mask)[0]
    return (first - second).abs().max().item() > (0.3 if next(model.parameters()).dtype == torch.bfloat16 else 1e-3)
