# caught: padding-false
import torch

from tbxlab.lab09.classifier import make_batch


def padding_matters(model, tokenizer, short, long):
    training = model.training
    alone = make_batch(tokenizer, [short], [0], 64)
    together = make_batch(tokenizer, [short, long], [0, 0], 64)
    with torch.no_grad():
        model.train()
        changed = (model(alone.ids, alone.mask)[0] - model(together.ids, together.mask)[0]).abs().max().item()
    model.train(training)
    return changed > (0.3 if next(model.parameters()).dtype == torch.bfloat16 else 1e-3)
