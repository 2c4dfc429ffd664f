"""The network of lab 04, whose parts are joined by more than one line, and its training, which logs their gradients."""

from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from tbxlab.toy import digits

PARTS = ("stem", "block", "edges", "texture", "head")
STEPS, EVERY, BATCH, RATE = 200, 10, 50, 0.005
TRAINED_ON = digits.ON_EIGHT_SHEETS
"""Of scikit-learn's 1,797 digits: eight whole sheets of handwriting; the six others are for validation."""


class BranchNet(nn.Module):
    """Digits, float32[n, 1, 8, 8], to ten logits, float32[n, 10]."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 3, stride=2, padding=1)
        self.block = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1))
        self.edges = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.ReLU())
        self.texture = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.ReLU())
        self.head = nn.Linear(16, 10)

    def forward(self, image):
        """Look at the image with both branches; of each channel take the largest value."""
        x = torch.relu(self.stem(image))
        x = x + self.block(x)
        both = torch.cat([self.edges(x), self.texture(x)], dim=1)
        return self.head(both.amax(dim=(2, 3)))


def built(kind: type[nn.Module], seed: int) -> nn.Module:
    """Return a network of this class with weights drawn from ``seed``; torch's own generator stays as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return kind()


@cache
def images() -> tuple[Tensor, Tensor]:
    """Return scikit-learn's digits, sheet by sheet: float32[1797, 1, 8, 8] from 0 to 1, int64[1797]."""
    pictures, labels = digits.gray()
    return torch.tensor(pictures / 255, dtype=torch.float32)[:, None], torch.tensor(labels)


def train(model: nn.Module, writer: Any, seed: int, steps: int = STEPS) -> None:
    """Train a network that has the parts of BranchNet with Adam, in batches of 50.

    Every tenth step: train/loss, gradient/stem … gradient/head (the length of each part's gradient, 0 where it has
    none). Every 30 steps: val/accuracy, 0 to 1.
    """
    X, y = images()
    draw = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for step in range(steps + 1):
        if step % (3 * EVERY) == 0:
            with torch.no_grad():
                right = model(X[TRAINED_ON:]).argmax(dim=1) == y[TRAINED_ON:]
            writer.add_scalar("val/accuracy", right.float().mean().item(), step)
        batch = torch.randint(TRAINED_ON, (BATCH,), generator=draw)
        loss = cross_entropy(model(X[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        if step % EVERY == 0:
            writer.add_scalar("train/loss", loss.item(), step)
            for part in PARTS:
                writer.add_scalar(f"gradient/{part}", gradient_norm(getattr(model, part)), step)
        optimizer.step()


def gradient_norm(part: nn.Module) -> float:
    """Return the length of the gradient of all weights of ``part`` together; 0 where none has come."""
    came = [weight.grad.norm() for weight in part.parameters() if weight.grad is not None]
    return torch.stack(came).norm().item() if came else 0.0
