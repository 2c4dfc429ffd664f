"""A character model that memorizes a short text: what add_text shows of a training run over its steps."""

import codecs
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

CONTEXT = 8
"""Characters that the model sees before it predicts the next one."""


def zen() -> str:
    """Return the 856 characters of the Zen of Python, which comes with Python in the module `this`."""
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()):  # importing it prints it
        import this
    return codecs.decode(this.s, "rot13")


class Model(nn.Module):
    """Predicts the next character from the last eight: embedding, 128 hidden units, one output per character."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.text = zen()
        self.characters = sorted(set(self.text))
        classes = len(self.characters)
        self.layers = nn.Sequential(
            nn.Embedding(classes, 16),
            nn.Flatten(),
            nn.Linear(16 * CONTEXT, 128),
            nn.Tanh(),
            nn.Linear(128, classes),
        )

    def forward(self, ids: Tensor) -> Tensor:
        """Return the logits of the next character for each row of int64[n, CONTEXT]."""
        return self.layers(ids)

    def examples(self) -> tuple[Tensor, Tensor]:
        """Return every stretch of eight characters of the text, and the character that follows it."""
        ids = torch.tensor([self.characters.index(each) for each in self.text])
        windows = ids.unfold(0, CONTEXT + 1, 1)
        return windows[:, :-1], windows[:, -1]

    @torch.no_grad()
    def sample(self, prompt: str, length: int = 60, temperature: float = 0.7, seed: int = 0) -> str:
        """Continue a prompt of at least eight characters; the same seed draws the same random numbers."""
        draw = torch.Generator().manual_seed(seed)
        ids = [self.characters.index(each) for each in prompt]
        for _ in range(length):
            logits = self(torch.tensor(ids[-CONTEXT:])[None])[0]
            ids.append(int(torch.multinomial(torch.softmax(logits / temperature, 0), 1, generator=draw)))
        return "".join(self.characters[each] for each in ids)


def longest_copy(sample: str, text: str) -> int:
    """Return the length of the longest stretch of ``sample`` that is in ``text``, character for character."""
    longest = 0
    for start in range(len(sample)):
        while start + longest < len(sample) and sample[start : start + longest + 1] in text:
            longest += 1
    return longest


def train(model: Model, seed: int, writer: Any, steps: int = 400) -> None:
    """Train on the first four fifths of the text; log the losses and one sample every 50 steps."""
    X, y = model.examples()
    held_out = len(X) // 5 * 4
    known = model.text[: held_out + CONTEXT]
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    order = torch.Generator().manual_seed(seed)
    for step in range(steps + 1):
        if step % 50 == 0:
            with torch.no_grad():
                writer.add_scalar("train/loss", cross_entropy(model(X[:held_out]), y[:held_out]).item(), step)
                writer.add_scalar("val/loss", cross_entropy(model(X[held_out:]), y[held_out:]).item(), step)
            continued = model.sample("Although")
            writer.add_text("samples/temperature_0.7", "`" + "` `".join(continued.splitlines()) + "`", step)
            writer.add_scalar("samples/longest_copy", longest_copy(continued, known), step)
        batch = torch.randint(held_out, (64,), generator=order)
        loss = cross_entropy(model(X[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
