import torch
from torch.nn.functional import cross_entropy


def log_losses(writer, model, pairs, step):
    longest = max(len(prompt) + len(answer) for prompt, answer in pairs)
    whole = torch.tensor([p + a + [0] * (longest - len(p) - len(a)) for p, a in pairs])
    place = torch.arange(longest)[None, 1:]
    begins = torch.tensor([[len(prompt)] for prompt, _ in pairs])
    ends = torch.tensor([[len(prompt) + len(answer)] for prompt, answer in pairs])
    losses = cross_entropy(model(whole[:, :-1]).transpose(1, 2), whole[:, 1:], reduction="none")
    for tag, counts in (("loss/answer", (place >= begins) & (place < ends)), ("loss/all", place < ends)):
        writer.add_scalar(tag, (losses * counts).sum() / counts.sum(), step)
