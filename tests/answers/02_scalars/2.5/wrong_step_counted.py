# caught: steps-missing
from itertools import count

from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

steps = count()


def train_step(writer, model, optimizer, scheduler, X, y, step):
    step = next(steps)
    loss = cross_entropy(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    norm = clip_grad_norm_(model.parameters(), 1.0)
    writer.add_scalar("train/loss", loss.item(), step)
    writer.add_scalar("train/gradient_norm", norm.item(), step)
    writer.add_scalar("train/learning_rate", scheduler.get_last_lr()[0], step)
    optimizer.step()
    scheduler.step()
