"""Token by token: what each kind of word costs a model, and what it costs at least."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tbxlab.lab10.grammar import COLORS, MOODS, NAMES, PLACES, THINGS, Told

if TYPE_CHECKING:
    from torch import nn

WORDS = {"name": NAMES, "thing": THINGS, "color": COLORS, "place": PLACES, "mood": MOODS}


def kinds(told: Told) -> list[str]:
    """Return the kind of each word of a story.

    "color choice" where the grammar chooses one, "color again" where the story leaves no choice, and so for names,
    things, places and moods; "other" for all other words.
    """
    found = []
    for word, nats in zip(told.words, told.entropy, strict=True):
        name = next((name for name, words in WORDS.items() if word in words), "other")
        found.append(name if name == "other" else f"{name} {'choice' if nats else 'again'}")
    return found


def by_kind(model: nn.Module, stories: tuple[Told, ...]) -> dict[str, tuple[int, float, float]]:
    """Return for each kind of word: how many there are, the model's mean loss on them, and the floor, in nats."""
    from tbxlab.lab10.measure import token_losses

    gathered: dict[str, list[tuple[float, float]]] = {}
    for told in stories:
        losses = token_losses(model, told.ids)
        for kind, loss, nats in zip(kinds(told)[1:], losses, told.entropy[1:], strict=True):
            gathered.setdefault(kind, []).append((loss, nats))
    return {
        kind: (len(pairs), sum(a for a, _ in pairs) / len(pairs), sum(b for _, b in pairs) / len(pairs))
        for kind, pairs in sorted(gathered.items())
    }
