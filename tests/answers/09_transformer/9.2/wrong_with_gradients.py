# caught: model-not-as-before
import torch

from tbxlab.lab09.classifier import make_batch


def padding_matters(model, tokenizer, short, long):
    training = model.training
    model.eval()
    alone = make_batch(tokenizer, [short], [0], 64)
    together = make_batch(tokenizer, [short, long], [0, 0], 64)
    change = (model(alone.ids, alone.mask)[0] - model(together.ids, together.mask)[0]).abs().max()
    change.backward()
    model.train(training)
    return change.item() > (0.3 if next(model.parameters()).dtype == torch.bfloat16 else 1e-3)
