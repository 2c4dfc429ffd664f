# caught: lm-labels-sum
import torch
from torch.nn.functional import cross_entropy


def log_losses(writer, model, pairs, step):
    longest = max(len(prompt) + len(answer) for prompt, answer in pairs)
    whole = torch.tensor([p + a + [0] * (longest - len(p) - len(a)) for p, a in pairs])
    everything, only_answer = whole.clone(), whole.clone()
    for row, (prompt, answer) in enumerate(pairs):
        everything[row, len(prompt) + len(answer) :] = -100
        only_answer[row, len(prompt) + len(answer) :] = -100
        only_answer[row, : len(prompt)] = -100
    logits = model(whole[:, :-1]).flatten(0, 1)
    writer.add_scalar("loss/answer", cross_entropy(logits, only_answer[:, 1:].flatten(), reduction="sum"), step)
    writer.add_scalar("loss/all", cross_entropy(logits, everything[:, 1:].flatten(), reduction="sum"), step)
