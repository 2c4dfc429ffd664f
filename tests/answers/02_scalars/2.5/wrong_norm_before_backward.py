# caught: norm-not-yet
import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_


def train_step(writer, model, optimizer, scheduler, X, y, step):
    loss = cross_entropy(model(X), y)
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    norm = torch.nn.utils.get_total_norm(gradients) if gradients else torch.tensor(0.0)
    optimizer.zero_grad()
    loss.backward()
    writer.add_scalar("train/loss", loss.item(), step)
    writer.add_scalar("train/gradient_norm", norm.item(), step)
    writer.add_scalar("train/learning_rate", scheduler.get_last_lr()[0], step)
    clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    scheduler.step()
