"""Count models: what is known of the next token from so many tokens before it. They give the reference lines."""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence


class Counts:
    """An n-gram model with Witten-Bell's interpolation: an order that has seen little hands over to the shorter one.

    ``order`` counts the tokens that it looks at together: 1 knows how frequent each is, 5 looks at four before it.
    """

    def __init__(self, order: int, vocabulary: int) -> None:
        self.order = order
        self.vocabulary = vocabulary
        self.seen: list[dict[tuple, Counter]] = [defaultdict(Counter) for _ in range(order)]

    def fit(self, rows: Sequence[Sequence[Hashable]]) -> "Counts":
        """Count in each row by itself: no history reaches back into the row before. Return the model."""
        for row in rows:
            for at, token in enumerate(row):
                for length in range(min(self.order, at + 1)):
                    self.seen[length][tuple(row[at - length : at])][token] += 1
        self.total = [{history: sum(found.values()) for history, found in table.items()} for table in self.seen]
        return self

    def probability(self, token: Hashable, before: Sequence[Hashable]) -> float:
        """Return the probability of ``token`` after the tokens ``before`` it."""
        found = 1 / self.vocabulary
        for length in range(min(self.order, len(before) + 1)):
            history = tuple(before[len(before) - length :])
            after = self.seen[length].get(history)
            if after is None:
                break
            found = (after[token] + len(after) * found) / (self.total[length][history] + len(after))
        return found

    def loss(self, rows: Sequence[Sequence[Hashable]], first: int = 1) -> float:
        """Return the mean of -ln(probability) in nats over all tokens of all rows from position ``first`` on."""
        losses = [
            -math.log(self.probability(row[at], row[max(0, at - self.order) : at]))
            for row in rows
            for at in range(first, len(row))
        ]
        return sum(losses) / len(losses)
