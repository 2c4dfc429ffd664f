"""What makes the loss of a language model jump in the middle of a run, and whether it comes back by itself."""

import math
import random
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from tbxlab.lab10.spikes.pool import HEALTHY
from tbxlab.lab10.training import Events

FACTOR = 12
BATCHES = {"one token": (1, 2), "junk": (4, 10), "more junk": (12, 24)}


@dataclass(frozen=True)
class Incident(Events):
    """What happens to one run at step ``at``, and once before it, if ``earlier`` is a step: one batch of one token."""

    kind: str
    at: int
    vocabulary: int
    seed: int
    batches: int = 0
    """How many bad batches there are, for the kinds that come back."""
    share: float = 0.0
    """Of the batches that are junk from ``at`` on, for "junk for good"."""
    size: float = 0.0
    """The standard deviation of what is added to each weight matrix, for "noise"."""
    earlier: int | None = None

    def batch(self, step: int, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Return what the step is trained on."""
        since = step - self.at
        draw = torch.Generator().manual_seed(1_000_003 * self.seed + step)
        if step == self.earlier or (self.kind == "one token" and 0 <= since < self.batches):
            token = int(torch.randint(self.vocabulary, (1,), generator=draw))
            return torch.full_like(x, token), torch.full_like(y, token)
        always = self.kind in ("junk", "more junk") and 0 <= since < self.batches
        mostly = self.kind == "junk for good" and since >= 0
        if always or (mostly and (since == 0 or torch.rand(1, generator=draw).item() < self.share)):
            return (
                torch.randint(self.vocabulary, x.shape, generator=draw),
                torch.randint(self.vocabulary, y.shape, generator=draw),
            )
        if self.kind == "renumbered" and since >= 0:
            numbers = torch.randperm(self.vocabulary, generator=torch.Generator().manual_seed(self.seed))
            return numbers[x], y
        return x, y

    def rate(self, step: int, rate: float) -> float:
        """Return the learning rate of the step."""
        return FACTOR * rate if self.kind == "rate" and step >= self.at else rate

    def clip(self, step: int, clip: float) -> float:
        """Return the norm that gradients are scaled down to."""
        return math.inf if self.kind == "rate" and step >= self.at else clip

    @torch.no_grad()
    def weights(self, step: int, model: nn.Module) -> None:
        """Change the weights after the step."""
        if self.kind == "noise" and step == self.at - 1:
            draw = torch.Generator().manual_seed(self.seed)
            for weight in model.parameters():
                if weight.dim() == 2:
                    weight.add_(torch.randn(weight.shape, generator=draw), alpha=self.size)


def draw(kind: str, at: int, vocabulary: int, seed: int, rng: random.Random) -> Incident:
    """Draw how bad it is: the numbers of batches, the share, the size, and whether something small happened before."""
    first, last = BATCHES.get(kind, (0, 0))
    share, size = rng.uniform(0.75, 0.9), rng.uniform(0.25, 0.5)
    earlier = rng.choice([None, None, at - rng.randint(45, 60)])
    return Incident(
        kind,
        at,
        vocabulary,
        seed,
        rng.randint(first, last),
        share if kind == "junk for good" else 0.0,
        size if kind == "noise" else 0.0,
        None if kind == HEALTHY else earlier,
    )
