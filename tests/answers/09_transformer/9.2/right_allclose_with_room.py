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
    room = 10 * torch.finfo(first.dtype).eps * first.abs().max().item()
    return not torch.allclose(first, second, rtol=0, atol=room)
