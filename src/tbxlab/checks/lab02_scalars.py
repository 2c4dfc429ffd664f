"""Checks of lab 02."""

import random
from dataclasses import dataclass

from tbxlab.checks.core import exercise
from tbxlab.checks.expect import expect_steps


@dataclass(frozen=True)
class TrainingSize:
    """How many epochs and batches a made-up training has."""

    epochs: int
    batches_per_epoch: int


@exercise("2.1")
class OnePointPerStep:
    """Is every optimizer step logged once, in order?"""

    def case(self, seed):
        """Draw a training of a size that no formula fits by chance."""
        draw = random.Random(seed)
        return TrainingSize(draw.randint(3, 5), draw.randint(7, 12))

    def drive(self, log_loss, size, evidence):
        """Log a made-up falling loss through the learner's function."""
        with evidence.writer() as writer:
            for epoch in range(size.epochs):
                for batch in range(size.batches_per_epoch):
                    log_loss(writer, 1 / (1 + epoch + batch), epoch, batch, size.batches_per_epoch)

    def verify(self, evidence, size):
        """Expect each step once."""
        expect_steps(evidence.scalars("train/loss"), range(size.epochs * size.batches_per_epoch), "train/loss")
