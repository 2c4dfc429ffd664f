import math
from collections import Counter, defaultdict


def counted_loss(train, test, order, vocabulary):
    after = defaultdict(Counter)
    for row in train:
        for at, token in enumerate(row):
            for begin in range(max(0, at - order + 1), at + 1):
                after[tuple(row[begin:at])][token] += 1

    def p(token, history):
        below = p(token, history[1:]) if history else 1 / vocabulary
        counts = after.get(history)
        return (counts[token] + len(counts) * below) / (counts.total() + len(counts)) if counts else below

    losses = [
        -math.log(p(row[at], tuple(row[max(0, at - order + 1) : at]))) for row in test for at in range(1, len(row))
    ]
    return sum(losses) / len(losses)
