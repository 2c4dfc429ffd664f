import torch
from torch.nn.functional import cross_entropy


def log_losses(writer, model, pairs, step):
    answers, everything = [], []
    for prompt, answer in pairs:
        ids = torch.tensor([prompt + answer])
        losses = cross_entropy(model(ids[:, :-1])[0], ids[0, 1:], reduction="none")
        everything.append(losses)
        answers.append(losses[len(prompt) - 1 :])
    writer.add_scalar("loss/answer", torch.cat(answers).mean().item(), step)
    writer.add_scalar("loss/all", torch.cat(everything).mean().item(), step)
