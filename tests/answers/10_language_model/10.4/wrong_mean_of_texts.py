# caught: lm-labels-mean-of-means
import torch
from torch.nn.functional import cross_entropy


def log_losses(writer, model, pairs, step):
    answers, everything = [], []
    for prompt, answer in pairs:
        ids = torch.tensor([prompt + answer])
        losses = cross_entropy(model(ids[:, :-1])[0], ids[0, 1:], reduction="none")
        everything.append(losses.mean().item())
        answers.append(losses[len(prompt) - 1 :].mean().item())
    writer.add_scalar("loss/answer", sum(answers) / len(answers), step)
    writer.add_scalar("loss/all", sum(everything) / len(everything), step)
